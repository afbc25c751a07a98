/** Master copies: made, listed, restored. */
@NullMarked
package dev.keyhaul.cli.backup;

import org.jspecify.annotations.NullMarked;
