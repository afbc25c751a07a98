/** What is measured, and the report of it. */
@NullMarked
package dev.keyhaul.benchmarks;

import org.jspecify.annotations.NullMarked;
