package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.report.BatchReport;
import java.time.Duration;
import java.util.Locale;

/** How fast a batch is, and how long it will go on. */
final class Pace {
    private final long total;
    private final long startNanos = System.nanoTime();

    /** Starts now, with {@code total} items to do. */
    Pace(long total) {
        this.total = total;
    }

    long total() {
        return total;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Such as {@code 1200 of 10000 keys, 2 failed, 8500 keys/s, 0:00:01 left}. */
    String text(long done, long failed) {
        long ended = done + failed;
        double perSecond = BatchReport.keysPerSecond(ended, elapsed());
        return ended
                + " of "
                + total
                + (total == 1 ? " key, " : " keys, ")
                + (failed == 0 ? "" : failed + " failed, ")
                + rate(perSecond)
                + " keys/s"
                + (ended == 0 ? "" : ", " + clock((total - ended) / perSecond) + " left");
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%.0f", perSecond);
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
