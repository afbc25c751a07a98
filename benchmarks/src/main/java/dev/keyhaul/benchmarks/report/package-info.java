/** JMH's JSON as ratios and a chart. */
@NullMarked
package dev.keyhaul.benchmarks.report;

import org.jspecify.annotations.NullMarked;
