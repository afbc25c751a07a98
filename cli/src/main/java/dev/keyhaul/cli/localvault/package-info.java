/** The command that serves the local vault. */
@NullMarked
package dev.keyhaul.cli.localvault;

import org.jspecify.annotations.NullMarked;
