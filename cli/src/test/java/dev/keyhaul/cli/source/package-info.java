/** Where PINs and passwords come from. */
@NullMarked
package dev.keyhaul.cli.source;

import org.jspecify.annotations.NullMarked;
