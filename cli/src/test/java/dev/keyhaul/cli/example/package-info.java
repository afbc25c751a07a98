/** The examples and the tutorial, as they are printed. */
@NullMarked
package dev.keyhaul.cli.example;

import org.jspecify.annotations.NullMarked;
