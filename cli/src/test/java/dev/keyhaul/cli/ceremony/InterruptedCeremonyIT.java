package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
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
    @Tag("full")
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

    /** Each was done, and the process was killed before its record: the memory says it began. */
    @Test
    void killedBetweenActAndRecord_whatItLeftIsNeverUsed() throws Exception {
        Party here = rehearsal("left");
        Snapshot before = Snapshot.of(here);
        here.killedAt("tenant key's fingerprint");
        before.restore("tenant-key");
        assertThat(here.killedAt("The witness looks on")).contains("a key that no record explains");
        here.killedAfter("Step 3 of", 0);
        Snapshot kek = Snapshot.of(here);
        here.killedAt("KEK's fingerprint");
        Path record = Files.move(here.stick().resolve("kek.json"), here.home.resolve("kek.json"));
        kek.restore("kek");
        here.killedAfter("Step 4 of", 0);
        Snapshot download = Snapshot.of(here);
        download.restore("kek-record");
        Files.move(record, here.stick().resolve("kek.json"));
        assertThat(here.killedAt("row 1")).contains("kek.json is there from before");
        Snapshot blob = Snapshot.of(here);
        here.killedAt("journal's head");
        Path wrapped = Files.move(here.stick().resolve("tenant.byok"), here.home.resolve("b"));
        blob.restore("blob");
        Files.move(wrapped, here.stick().resolve("tenant.byok"));
        assertThat(here.killedAt("journal's head")).contains("tenant.byok is there from before");
        Path copies = Files.move(here.stick().resolve("copies"), here.home.resolve("copies"));
        blob.restore("copy-1");
        Files.move(copies, here.stick().resolve("copies"));
        assertThat(here.killedAt("as a deviation").replaceAll("\\s+", " "))
                .containsPattern("master copy \\S+ has no record: it stays in its store, and does");
        here.killedAt("journal's head");
        Snapshot arrival = Snapshot.of(here);
        here.killedAt("key's URL");
        arrival.restore("import");
        requireWhole(here);
        assertThat(
                        here.type("ceremony", "report", here.plan().toString())
                                .requireDone()
                                .out()
                                .replace("\n", " "))
                .containsPattern("on HERE, master copy \\S+ has no record: it stays in its store")
                .contains("2 of 2 restored in a test");
    }

    private Party rehearsal(String name) throws Exception {
        return rehearsal(home.resolve(name), paper);
    }

    /** Begins a rehearsal: its plan is closed, and its script printed. */
    static Party rehearsal(Path folder, Paper paper, String... more) throws Exception {
        Party here = new Party(folder, paper, "");
        Files.createDirectory(here.stick());
        here.type(Args.of("ceremony", "plan", here.plan().toString(), "--rehearsal").and(more))
                .requireDone();
        here.run().requireDone();
        Path script = here.home.resolve("script.html");
        here.type("ceremony", "script", here.plan().toString(), "-o", script.toString())
                .requireDone();
        paper.print(Files.readString(script));
        return here;
    }

    static void requireWhole(Party here) throws Exception {
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
