package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.console.Console;
import java.time.Duration;

/** Progress for logs and pipes: a line every ten seconds. */
final class ProgressLines implements Progress {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Console console;
    private final Pace pace;
    private Duration next = EVERY;

    ProgressLines(Console console, Pace pace) {
        this.console = console;
        this.pace = pace;
    }

    @Override
    public void show(long done, long failed) {
        if (pace.elapsed().compareTo(next) >= 0) {
            console.note(pace.text(done, failed));
            next = pace.elapsed().plus(EVERY);
        }
    }
}
