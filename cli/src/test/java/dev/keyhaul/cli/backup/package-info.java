/** Master copies of keys that a source of an installation's own opens. */
@NullMarked
package dev.keyhaul.cli.backup;

import org.jspecify.annotations.NullMarked;
