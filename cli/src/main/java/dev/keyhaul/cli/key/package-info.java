/** Keys in tokens: generated, listed, looked at, deleted. */
@NullMarked
package dev.keyhaul.cli.key;

import org.jspecify.annotations.NullMarked;
