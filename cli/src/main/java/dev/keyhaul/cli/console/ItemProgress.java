package dev.keyhaul.cli.console;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far work on many items is: a bar on a terminal, and for logs and pipes a line every ten
 * seconds.
 */
public final class ItemProgress implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final long total;
    private final String item;
    private final Console console;
    private final @Nullable TerminalBar bar;
    private final long startNanos = System.nanoTime();
    private Duration next = EVERY;

    /**
     * Starts now.
     *
     * @param task what is done
     * @param item what one of the items is called
     */
    public ItemProgress(String task, String item, long total, Console console) {
        this.total = total;
        this.item = item;
        this.console = console;
        boolean isSeen = TerminalBar.isSeen(console) && total > 0;
        this.bar = isSeen ? new TerminalBar(task, total, " " + item + "s", 1) : null;
    }

    /** Returns how long it has taken so far. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Shows how many items are done and how many have failed. */
    public void show(long done, long failed) {
        if (bar != null) {
            bar.stepTo(done + failed);
            if (failed > 0) {
                bar.show(failed + " failed");
            }
        } else if (elapsed().compareTo(next) >= 0) {
            console.note(text(done, failed, elapsed()));
            next = elapsed().plus(EVERY);
        }
    }

    /** Such as {@code 1200 of 10000 keys, 2 failed, 8500 keys/s, 0:00:01 left}. */
    String text(long done, long failed, Duration elapsed) {
        long ended = done + failed;
        double perSecond = ended / Math.max(1e-3, elapsed.toNanos() / 1e9);
        return ended
                + " of "
                + Console.count(total, item)
                + ", "
                + (failed == 0 ? "" : failed + " failed, ")
                + String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%.0f", perSecond)
                + " "
                + item
                + "s/s"
                + (ended == 0 ? "" : ", " + clock((total - ended) / perSecond) + " left");
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
