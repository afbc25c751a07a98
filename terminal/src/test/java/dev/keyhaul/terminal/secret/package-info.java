/** Where PINs and passwords come from. */
@NullMarked
package dev.keyhaul.terminal.secret;

import org.jspecify.annotations.NullMarked;
