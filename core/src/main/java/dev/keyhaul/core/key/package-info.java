/** Keys that can be moved: what they are, where they live, and what lengths are allowed where. */
@NullMarked
package dev.keyhaul.core.key;

import org.jspecify.annotations.NullMarked;
