/** Small whole programs to copy from: only what applications may use. */
@NullMarked
package dev.keyhaul.examples;

import org.jspecify.annotations.NullMarked;
