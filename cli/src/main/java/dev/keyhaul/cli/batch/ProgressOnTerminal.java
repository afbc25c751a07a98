package dev.keyhaul.cli.batch;

import dev.keyhaul.terminal.TerminalBar;

/** Progress as a bar on a terminal. */
final class ProgressOnTerminal implements Progress {
    private final TerminalBar bar;

    ProgressOnTerminal(long total) {
        bar = new TerminalBar("batch", total, " keys", 1);
    }

    @Override
    public void show(long done, long failed) {
        bar.stepTo(done + failed);
        if (failed > 0) {
            bar.show(failed + " failed");
        }
    }

    @Override
    public void close() {
        bar.close();
    }
}
