/** What a file or a key is. */
@NullMarked
package dev.keyhaul.cli.inspect;

import org.jspecify.annotations.NullMarked;
