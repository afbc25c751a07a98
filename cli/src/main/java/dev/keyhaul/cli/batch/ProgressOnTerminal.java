package dev.keyhaul.cli.batch;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar on a terminal. */
final class ProgressOnTerminal implements Progress {
    /** Told to the library, which would start programs to find the terminal's width. */
    private static final int WIDTH = 100;

    private final ProgressBar bar;

    ProgressOnTerminal(long total) {
        bar =
                new ProgressBarBuilder()
                        .setTaskName("batch")
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUnit(" keys", 1)
                        .showSpeed()
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                        .build();
    }

    @Override
    public void show(long done, long failed) {
        bar.stepTo(done + failed);
        if (failed > 0) {
            bar.setExtraMessage(" " + failed + " failed");
        }
    }

    @Override
    public void close() {
        bar.close();
    }
}
