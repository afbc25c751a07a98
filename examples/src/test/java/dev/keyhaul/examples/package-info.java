/** Runs the examples, and keeps the README true to them. */
@NullMarked
package dev.keyhaul.examples;

import org.jspecify.annotations.NullMarked;
