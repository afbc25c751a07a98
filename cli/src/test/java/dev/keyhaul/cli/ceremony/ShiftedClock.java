package dev.keyhaul.cli.ceremony;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A host whose clock is ahead. */
final class ShiftedClock {
    private ShiftedClock() {}

    /** Sets the clock of a host. */
    static void ahead(Party party, Duration time) throws Exception {
        Path library = party.home.resolve("clock.so");
        if (!Files.exists(library)) {
            Path source =
                    Path.of(System.getProperty("keyhaul.root", ".."), "cli/src/test/c/clock.c");
            String compile = "gcc -O1 -Wall -Wextra -Werror -shared -fPIC -o %s %s -ldl";
            new RealCommand(party.home)
                    .runShell(compile.formatted(library, source.toAbsolutePath()))
                    .requireDone();
        }
        party.keyhaul()
                .alone()
                .with("LD_PRELOAD", library.toString())
                .with("CLOCK_AHEAD", String.valueOf(time.toSeconds()));
    }
}
