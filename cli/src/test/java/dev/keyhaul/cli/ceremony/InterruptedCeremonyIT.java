package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rehearsal whose process is killed again and again, at whatever it does just then. */
@Tag("long")
class InterruptedCeremonyIT {
    private static final int STEPS = 11;

    @TempDir static Path home;

    private final Paper paper = new Paper();

    @Test
    void killedInEachStep_finishes_andDoesNothingTwice() throws Exception {
        Party here = rehearsal("once");
        long[] delays = {0, 150, 400, 700};
        for (int step = 1; step <= STEPS; step++) {
            here.killedAfter("Step " + step + " of", delays[step % delays.length]);
        }
        requireWhole(here);
    }

    @Test
    @Tag("full")
    void killedOften_finishes_andDoesNothingTwice() throws Exception {
        Party here = rehearsal("often");
        for (int step = 1; step <= STEPS; step++) {
            for (long delay = 0; delay < 1200; delay += 170) {
                here.killedAfter("Step " + step + " of", delay);
            }
        }
        requireWhole(here);
    }

    private Party rehearsal(String name) throws Exception {
        Party here = new Party(home.resolve(name), paper, "");
        Files.createDirectory(here.stick());
        here.type("ceremony", "plan", here.plan().toString(), "--rehearsal").requireDone();
        here.run().requireDone();
        Path script = here.home.resolve("script.html");
        here.type("ceremony", "script", here.plan().toString(), "-o", script.toString())
                .requireDone();
        paper.print(Files.readString(script));
        return here;
    }

    private static void requireWhole(Party here) throws Exception {
        Party.Run last = here.run();
        List<String> shown = new ArrayList<>(List.of(last.shown()));
        RealCommand.Result status =
                here.type("ceremony", "status", here.plan().toString(), "--json");
        assertThat(status.exit()).as(shown + status.out()).isEqualTo(0);
        assertThat(status.json().strings("deviations")).isEmpty();
        assertThat(status.json().strings("waiting")).as(last.shown()).isEmpty();
        assertThat(status.json().strings("next")).as(last.shown()).isEmpty();
        assertThat(status.json().strings("done")).hasSize(STEPS);
    }
}
