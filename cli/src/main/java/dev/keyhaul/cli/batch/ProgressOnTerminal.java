package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.console.TerminalBar;
import me.tongfei.progressbar.ProgressBar;

/** Progress as a bar on a terminal. */
final class ProgressOnTerminal implements Progress {
    private final ProgressBar bar;

    ProgressOnTerminal(long total) {
        bar = TerminalBar.of("batch", total, " keys", 1);
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
