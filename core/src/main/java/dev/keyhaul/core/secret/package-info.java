/** Arrays that hold secrets and are zeroed when they are closed. */
@NullMarked
package dev.keyhaul.core.secret;

import org.jspecify.annotations.NullMarked;
