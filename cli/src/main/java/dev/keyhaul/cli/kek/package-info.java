/** Key exchange keys: created in a vault, downloaded as a record. */
@NullMarked
package dev.keyhaul.cli.kek;

import org.jspecify.annotations.NullMarked;
