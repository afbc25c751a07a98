/** What a local vault and its clients agree on. */
@NullMarked
package dev.keyhaul.core.localvault;

import org.jspecify.annotations.NullMarked;
