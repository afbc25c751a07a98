/** What a release made, opened by this version. */
@NullMarked
package dev.keyhaul.cli.released;

import org.jspecify.annotations.NullMarked;
