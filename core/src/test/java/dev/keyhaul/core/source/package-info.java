/** Sources of keys, given and found. */
@NullMarked
package dev.keyhaul.core.source;

import org.jspecify.annotations.NullMarked;
