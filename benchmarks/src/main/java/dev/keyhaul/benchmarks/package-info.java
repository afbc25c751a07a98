/** JMH benchmarks of the hot paths. */
@NullMarked
package dev.keyhaul.benchmarks;

import org.jspecify.annotations.NullMarked;
