package dev.keyhaul.benchmarks.report;

/**
 * One line of JMH's JSON.
 *
 * @param benchmark class and method
 * @param competitor who did it
 * @param setting the other parameters and the threads, for the heading of a table
 * @param threads how many did it at the same time
 * @param score microseconds an operation
 * @param bytes allocated an operation; NaN when it was not measured
 */
record Result(
        String benchmark,
        String competitor,
        String setting,
        int threads,
        double score,
        double bytes) {
    String group() {
        return benchmark + ", " + setting;
    }
}
