package dev.keyhaul.cli.ceremony;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rehearsal whose process is killed again and again, at whatever it does just then. */
@Tag("long")
class InterruptedCeremonyIT {
    private static final int STEPS = 11;
    private static final int MOST_PROMPTS = 60;
    private static final String OWN = "fingerprint of this host's key";

    @TempDir static Path home;

    private final Paper paper = new Paper();

    @Test
    @Tag("full")
    void killedInEachStep_finishes_andDoesNothingTwice() throws Exception {
        Party here = rehearsal("once");
        HardTokens tokens = HardTokens.of(here);
        long[] delays = {0, 150, 400, 700};
        for (int step = 1; step <= STEPS; step++) {
            here.killedAfter("Step " + step + " of", delays[step % delays.length]);
            tokens.restore();
        }
        requireWhole(here);
    }

    @Test
    @Tag("full")
    void killedOften_finishes_andDoesNothingTwice() throws Exception {
        Party here = rehearsal("often");
        HardTokens tokens = HardTokens.of(here);
        for (int step = 1; step <= STEPS; step++) {
            for (long delay = 0; delay < 1200; delay += 170) {
                here.killedAfter("Step " + step + " of", delay);
                tokens.restore();
            }
        }
        requireWhole(here);
    }

    @Test
    @Tag("full")
    void killedAtEachPrompt_finishes_andDoesNothingTwice() throws Exception {
        Party here = rehearsal("prompts");
        Set<String> killed = new LinkedHashSet<>();
        while (here.killedAtNew(killed)) {
            assertThat(killed).hasSizeLessThan(MOST_PROMPTS);
        }
        System.out.println(String.join("\n", killed));
        assertThat(killed).hasSizeGreaterThan(STEPS);
        requireWhole(here, here.run());
    }

    /** A number is shown once, so it is shown again until a person has written it down. */
    @Test
    @Tag("full")
    void killedWhileEachNumberIsWritten_showsItAgain_untilItIs() throws Exception {
        Party here = Rehearsals.begin(home.resolve("each"), paper);
        requireOwnNumberAgain(here);
        String[] numbers = {
            "KEK's fingerprint", "tenant key's fingerprint", "journal's head", "key's URL"
        };
        assertThat(here.killedAt(numbers[0])).doesNotContain(OWN);
        for (int i = 0; i < numbers.length; i++) {
            boolean isLast = i + 1 == numbers.length;
            requireAgain(here, numbers[i], isLast ? "who keeps it" : numbers[i + 1]);
        }
        requireClosingRecordAgain(here);
    }

    /** Killed at the number of its own key, with its plan still open, and when that is closed. */
    private void requireOwnNumberAgain(Party here) throws Exception {
        here.killedAt(OWN);
        List<String> rows = paper.rows(OWN);
        paper.forge(OWN, List.of());
        here.killedAt(OWN);
        assertThat(paper.rows(OWN)).isEqualTo(rows).hasSize(4);
        Rehearsals.print(here, paper);
        String begins = here.killedAt("row 1 > ");
        assertThat(begins).as("also of a plan that is closed").contains(OWN);
    }

    private static Party.Run requireClosingRecordAgain(Party here) throws Exception {
        String pin = "31415926";
        AtomicInteger asked = new AtomicInteger();
        assertThat(
                        here.killedAt(
                                "closing record",
                                question ->
                                        question.contains("who keeps it")
                                                        && asked.getAndIncrement() == 0
                                                ? Optional.of(pin)
                                                : Optional.empty()))
                .contains("This looks like a PIN, and was not recorded");
        try (Stream<Path> files = Files.walk(here.stick())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, ISO_8859_1)).doesNotContain(pin);
            }
        }
        assertThat(here.killedAt("closing record")).doesNotContain("Step ", "who keeps it");
        Party.Run last = here.run().requireDone();
        assertThat(last.shown())
                .contains("Write on paper the closing record:", "Every step of the plan is done");
        assertThat(Files.readString(Snapshot.memory(here))).contains("its records are closed");
        assertThat(here.run().requireDone().shown())
                .contains("Every step of the plan is done")
                .doesNotContain("Write on paper");
        return last;
    }

    /** Killed at one number before, and now at it again, and then at the next. */
    private static void requireAgain(Party here, String number, String next) throws Exception {
        assertThat(here.killedAt(number)).doesNotContain("Step ");
        assertThat(here.killedAt(next)).contains(number);
    }

    /**
     * Each was done, and the process was killed before its record: the memory says it began. Where
     * it shows a number, it is killed before the person has written it down: that is shown again.
     */
    @Test
    void killedBetweenActAndRecord_whatItLeftIsNeverUsed_andNumbersAreShownAgain()
            throws Exception {
        Party here = enrolledWithKills();
        Snapshot kek = Snapshot.of(here);
        assertThat(here.killedAt("KEK's fingerprint")).doesNotContain(OWN);
        Path record = Files.move(here.stick().resolve("kek.json"), here.home.resolve("kek.json"));
        kek.restore("kek");
        Trouble.KEK_UNRECORDED.after(Trouble.KEK_UNRECORDED.said(here.killedAfter("Step 2 of", 0)));
        Snapshot download = Snapshot.of(here);
        download.restore("kek-record");
        Files.move(record, here.stick().resolve("kek.json"));
        Trouble.KEK_FILE_UNRECORDED.said(here.killedAt("KEK's fingerprint"));
        Trouble.KEK_FILE_UNRECORDED.after(here.killedAfter("Step 3 of", 0));
        Snapshot before = Snapshot.of(here);
        here.killedAt("tenant key's fingerprint");
        before.restore("tenant-key");
        Trouble.KEY_UNRECORDED.said(here.killedAt("Call the witness to watch"));
        here.killedAt("tenant key's fingerprint");
        assertThat(here.killedAt("tenant key's fingerprint")).doesNotContain("Step ");
        String next = here.killedAfter("Step 4 of", 0);
        assertThat(next).contains("tenant key's fingerprint");
        Trouble.KEY_UNRECORDED.after(next);
        here.killedAt("row 1");
        Snapshot.begins(here, "tenant-key");
        Snapshot blob = Snapshot.of(here);
        assertThat(here.killedAt("journal's head"))
                .as("its record is there")
                .doesNotContain("a key that no record explains");
        Path wrapped = Files.move(here.stick().resolve("tenant.byok"), here.home.resolve("b"));
        blob.restore("blob");
        Files.move(wrapped, here.stick().resolve("tenant.byok"));
        Trouble.BLOB_UNRECORDED.after(
                Trouble.BLOB_UNRECORDED.said(here.killedAt("journal's head")));
        blob.restore("copy-1");
        Trouble.COPY_UNRECORDED.said(here.killedAt("as a deviation"));
        Trouble.COPY_UNRECORDED.after(here.killedAfter("Step 7 of", 0));
        Snapshot.begins(here, "copy-2");
        assertThat(here.killedAt("journal's head"))
                .as("copy 1 has its record now, and the others were noted")
                .doesNotContain("From before an interruption: master copy");
        Snapshot arrival = Snapshot.of(here);
        here.killedAt("key's URL");
        arrival.restore("import");
        here.killedAt("key's URL");
        assertThat(Trouble.NUMBER_NOT_WRITTEN.said(here.killedAt("key's URL")))
                .doesNotContain("Step ");
        Trouble.NUMBER_NOT_WRITTEN.after(here.killedAt("who keeps it"));
        requireWhole(here, requireClosingRecordAgain(here));
        requireNothingAfterTheEnd(here);
        assertThat(
                        here.type("ceremony", "report", here.plan().toString())
                                .requireDone()
                                .out()
                                .replace("\n", " "))
                .containsPattern("on HERE, master copy \\S+ has no record: it stays in its store")
                .contains("2 of 2 restored in a test");
    }

    /** A record after the closing one would be in nobody's list. */
    private static void requireNothingAfterTheEnd(Party here) throws Exception {
        String plan = here.plan().toString();
        RealCommand.Result after = here.type("kek", "disable", "--plan", plan, "--step", "undo");
        assertThat(after.err()).contains("has ended on this host: its records are closed");
        assertThat(after.exit()).isEqualTo(3);
    }

    /** A token that this host made goes on; a key that it does not remember is left alone. */
    private Party enrolledWithKills() throws Exception {
        Party here = Rehearsals.begin(home.resolve("left"), paper);
        here.killedAfter("token 'recovery' is initialised", 0);
        Path memory = Snapshot.memory(here);
        String text = Files.readString(memory);
        String before = text.replaceFirst(",\\s*\"token recovery\": \"1\"", "");
        assertThat(before).as("it was made, and that was not remembered yet").isNotEqualTo(text);
        Files.writeString(memory, before);
        Snapshot.begins(here, "token recovery");
        Path folder = memory.getParent();
        here.keyhaul().with("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        String id = JsonObject.parse(Files.readAllBytes(here.plan())).string("id");
        here.type(
                        Args.of("key", "generate", "--token", "hsm", "--purpose", "evidence")
                                .and(
                                        "--label",
                                        "ceremony-" + id.substring(0, 8),
                                        "--pin-file",
                                        folder.resolve("hsm.pin").toString()))
                .requireDone();
        here.killedAfter("the key that signs on this host was made", 0);
        String made = JsonObject.parse(Files.readAllBytes(memory)).string("signs_with");
        assertThat(made).containsPattern("object=ceremony-[0-9a-f]{8}-[23]$");
        requireOwnNumberAgain(here);
        assertThat(JsonObject.parse(Files.readAllBytes(memory)).string("signs_with"))
                .as("made once")
                .isEqualTo(made);
        return here;
    }

    private Party rehearsal(String name) throws Exception {
        return Rehearsals.printed(home.resolve(name), paper);
    }

    static void requireWhole(Party here) throws Exception {
        requireWhole(here, here.run());
    }

    private static void requireWhole(Party here, Party.Run last) throws Exception {
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
