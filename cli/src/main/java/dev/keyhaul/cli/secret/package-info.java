/**
 * PINs and passwords: from a file, the environment, an open descriptor or the terminal; never an
 * argument.
 */
@NullMarked
package dev.keyhaul.cli.secret;

import org.jspecify.annotations.NullMarked;
