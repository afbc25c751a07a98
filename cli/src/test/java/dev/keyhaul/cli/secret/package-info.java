/** Where PINs and passwords come from. */
@NullMarked
package dev.keyhaul.cli.secret;

import org.jspecify.annotations.NullMarked;
