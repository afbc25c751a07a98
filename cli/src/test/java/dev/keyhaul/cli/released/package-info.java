/** What an earlier release made. */
@NullMarked
package dev.keyhaul.cli.released;

import org.jspecify.annotations.NullMarked;
