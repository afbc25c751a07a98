package dev.keyhaul.cli.console;

import dev.keyhaul.core.page.VisibleText;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar on a terminal. */
public final class TerminalBar implements AutoCloseable {
    private final ProgressBar bar;

    /** Whether a person sees one: a dumb terminal cannot go back to a line's start. */
    public static boolean isSeen(Console console) {
        return Terminal.get().isPresent()
                && !console.isQuiet()
                && !"dumb".equals(System.getenv("TERM"));
    }

    /** Shows a bar that ends at {@code max}, counted in units of this size. */
    public TerminalBar(String task, long max, String unit, long unitSize) {
        bar =
                new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(max)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUnit(unit, unitSize)
                        .showSpeed()
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err, width()))
                        .build();
    }

    /** Told to the library, which would start programs to find the terminal's width. */
    private static int width() {
        int columns = Columns.of(2);
        return columns == 0 ? LineWrap.USUAL_COLUMNS : columns;
    }

    /** Goes to this point. */
    public void stepTo(long point) {
        bar.stepTo(point);
    }

    /** Goes on by so much. */
    public void stepBy(long step) {
        bar.stepBy(step);
    }

    /** Shows a text behind the bar. */
    public void show(String text) {
        bar.setExtraMessage(" " + VisibleText.oneLine(text));
    }

    @Override
    public void close() {
        bar.close();
    }
}
