/** {@code status}. */
@NullMarked
package dev.keyhaul.cli.status;

import org.jspecify.annotations.NullMarked;
