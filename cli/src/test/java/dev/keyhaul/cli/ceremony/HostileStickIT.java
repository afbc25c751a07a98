package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.file.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stick that somebody changed on the way: refused, with the file named, before any step. */
@Tag("long")
class HostileStickIT {
    private static final Party.Whim ANSWERED_YES =
            question ->
                    Optional.of("yes")
                            .filter(yes -> question.contains("say to carry the stick here?"));

    @TempDir static Path home;

    private interface Attack {
        void on(Path stick) throws Exception;
    }

    @Test
    void changedStick_isRefused_withItsFile_beforeAStep() throws Exception {
        Paper paper = new Paper();
        Party here = Rehearsals.printed(home.resolve("attacked"), paper);
        Path newest = takenWhilePeopleWrite(here);
        assertThat(Files.readString(Snapshot.memory(here)))
                .as("it is remembered before people write something down")
                .contains(Sha256.hex(Files.readAllBytes(newest)));
        Path old = Sticks.copy(here.stick().resolve("records"), home.resolve("old"));
        here.killedAt("row 1 > ");
        Party other = Rehearsals.another(home.resolve("other"), new Paper());
        Map<String, Attack> attacks = new LinkedHashMap<>();
        attacks.put(
                "the plan is not the one",
                stick -> replace(stick.resolve("PLAN.json"), "\"title\": \"R", "\"title\": \"B"));
        attacks.put(
                Trouble.FILE_FLIPPED.words.get(0), stick -> Sticks.flip(stick.resolve("kek.json")));
        attacks.put(
                "kek.json",
                stick -> {
                    Path moved = home.resolve("elsewhere.json");
                    Files.move(stick.resolve("kek.json"), moved);
                    Files.createSymbolicLink(stick.resolve("kek.json"), moved);
                });
        attacks.put("lacks 1 record ", stick -> Files.delete(Sticks.last(stick, ".record.json")));
        attacks.put(
                "lacks",
                stick -> {
                    Sticks.delete(stick.resolve("records"));
                    Sticks.copy(old, stick.resolve("records"));
                });
        attacks.put(
                "key-generate.record.json follows a record that is missing",
                stick -> {
                    Path foreign = Sticks.last(other.stick(), ".record.json");
                    Files.copy(foreign, stick.resolve("records").resolve(foreign.getFileName()));
                });
        Path kept = Sticks.copy(here.stick(), home.resolve("kept"));
        for (Map.Entry<String, Attack> attack : attacks.entrySet()) {
            attack.getValue().on(here.stick());
            Party.Run run = here.run();
            assertThat(run.exit()).as(attack.getKey() + run.shown()).isIn(1, 3, 7);
            assertThat(run.shown().replaceAll("\\s+", " ")).contains(attack.getKey());
            assertThat(run.shown()).doesNotContain("Step ", "row 1");
            Sticks.delete(here.stick());
            Sticks.copy(kept, here.stick());
        }
        Trouble.FILE_FLIPPED.after(here.killedAt("journal's head"));
    }

    /** What other hosts did since then is as if it had never been: no number is missing. */
    @Test
    void recordsOfOthers_cutSinceThisHostsLastVisit_areMissed_byPeople() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("cut")))) {
            held.hsm.initToken("hsm").requireDone();
            held.hsm.generate("tenant");
            held.plan("--existing", "--copies", "0");
            Party online = held.close(false);
            assertThat(online.killedAt("KEK's fingerprint")).contains("Step 2 of");
            Party.Run left = online.run().requireDone();
            assertThat(left.shown())
                    .as("it is not asked where the stick was: people were still writing")
                    .contains("Write on paper the KEK's fingerprint", "Carry the stick to OFFLINE")
                    .doesNotContain("(yes/no)");
            Party.Run again = online.run().requireDone();
            assertThat(again.shown())
                    .contains("has no new record", "Carry the stick to OFFLINE")
                    .doesNotContain("Write on paper the KEK's");
            Path before = Sticks.copy(online.stick().resolve("records"), home.resolve("before"));
            RealCommand.Result elsewhere = status(online);
            assertThat(elsewhere.json().string("now")).startsWith("Carry the stick to OFFLINE");
            Party offline = held.offline.take(online);
            assertThat(status(offline).json().string("now")).startsWith("This is OFFLINE");
            Files.writeString(offline.stick().resolve("read-me-first.txt"), "nobody's");
            assertThat(offline.run().requireDone().shown().replaceAll("\\s+", " "))
                    .as("told when it arrives, and before it is carried on")
                    .contains(
                            "lies what no record names: read-me-first.txt. Open none of it,"
                                    + " ask who brought it",
                            "and what no record names: read-me-first.txt");
            Files.delete(offline.stick().resolve("read-me-first.txt"));
            online.take(offline);
            Path whole = Sticks.copy(online.stick().resolve("records"), home.resolve("whole"));
            Sticks.restore(before, online.stick().resolve("records"));

            Party.Run cut = online.run(ANSWERED_YES);
            assertThat(Trouble.STICK_BEFORE_ANOTHERS_RECORD.said(cut.shown()))
                    .contains("KH-RECORDS-MISSING", "find out who removed them")
                    .doesNotContain("Step ", "row 1");
            assertThat(cut.exit()).isEqualTo(7);
            assertThat(online.stick().resolve("records"))
                    .as("nothing was recorded after it")
                    .isDirectoryNotContaining(f -> !Files.exists(before.resolve(f.getFileName())));

            Sticks.restore(whole, online.stick().resolve("records"));
            String whole4 = online.killedAfter("Step 4 of", 0);
            Trouble.STICK_BEFORE_ANOTHERS_RECORD.after(whole4);
            assertThat(whole4)
                    .contains("From your paper, the head of the records")
                    .doesNotContain("has no new record");
        }
    }

    /**
     * The stick as the offline host left it, without what the witness added: a record on it would
     * be a fork. What a kill before the first copy left is no store, and a request that another one
     * made needless is nothing to sign.
     */
    @Test
    void stickFromBeforeTheWitness_isAskedAbout_andTheRightOneContinues() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("own")))) {
            held.plan("--person", "witness=Bo Ruiz", "--copies", "1");
            held.online.take(held.close(true)).run().requireDone();
            Party offline = held.offline.take(held.online);
            offline.run().requireDone();
            Path before = Sticks.copy(offline.stick(), home.resolve("own-before"));
            held.witness.take(offline).run().requireDone();

            Sticks.copy(before, offline.stick());
            Party.Run older = offline.run(ANSWERED_YES);
            assertThat(Trouble.STICK_BEFORE_THE_WITNESS.said(older.shown()))
                    .contains("KH-RECORDS-MISSING")
                    .doesNotContain("Step ");
            assertThat(older.exit()).isEqualTo(7);
            Sticks.delete(offline.stick());

            offline.take(held.witness);
            Path memory = Snapshot.memory(offline);
            Files.writeString(
                    memory,
                    Files.readString(memory)
                            .replaceFirst("\"tries\"", "\"begun\": \"copy-1\",\n    \"tries\""));
            Files.createDirectories(held.drive("drive-a"));
            Files.createDirectories(held.drive("drive-b"));
            Trouble.STICK_BEFORE_THE_WITNESS.after(offline.run().requireDone().shown());

            Path approvals = PlanFiles.approvals(offline.stick());
            try (Stream<Path> all = Files.list(approvals)) {
                Path ofBlob =
                        all.filter(p -> p.toString().matches(".*byok-create-\\w+\\.request\\.json"))
                                .findFirst()
                                .orElseThrow();
                Files.copy(ofBlob, approvals.resolve("left-over.request.json"));
            }
            Trouble.REQUEST_LEFT_OVER.after(
                    Trouble.REQUEST_LEFT_OVER.said(
                            held.witness.take(offline).run().requireDone().shown()));

            Sticks.copy(before, offline.stick());
            Party.Run stopped =
                    offline.run(
                            question ->
                                    Optional.of("the flood")
                                            .filter(why -> question.contains("Why does it end?")),
                            "--stop");
            assertThat(stopped.shown().replaceAll("\\s+", " "))
                    .contains("Stopped on this host alone: the flood.", "hint: bring the newest");
            assertThat(stopped.exit()).isEqualTo(130);
        }
    }

    /** The stick as the witness had it before: its requests would be shown and signed again. */
    @Test
    void stickThatTheWitnessHadBefore_isRefused_beforeARequestIsShown() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("wit")))) {
            held.plan("--person", "witness=Bo Ruiz", "--copies", "1");
            Party last = held.close(true);
            held.online.take(last).run().requireDone();
            held.offline.take(held.online).run().requireDone();
            held.witness.take(held.offline);
            Path arrived = Sticks.copy(held.witness.stick(), home.resolve("arrived"));
            held.witness.killedAt("Do you approve exactly this, once?");
            Party.Run approved = held.witness.run().requireDone();
            assertThat(approved.shown())
                    .as("it is not asked where the stick was: the visit was interrupted")
                    .contains("Do you approve exactly this, once?", "approved: ")
                    .doesNotContain("has no new record");
            assertThat(held.witness.run().requireDone().shown())
                    .contains("has no new record", "No request is waiting for you.");
            held.offline.take(held.witness).run().requireDone();

            held.witness.take(held.offline);
            Path whole = Sticks.copy(held.witness.stick(), home.resolve("newest"));
            Sticks.restore(arrived, held.witness.stick());
            Party.Run old = held.witness.run();
            assertThat(Trouble.STICK_BEFORE_OWN_RECORD.said(old.shown()))
                    .contains("KH-RECORDS-MISSING")
                    .doesNotContain("asks for your approval", "row 1");
            assertThat(old.exit()).isEqualTo(7);
            Sticks.restore(whole, held.witness.stick());
            String newest = held.witness.run().requireDone().shown();
            Trouble.STICK_BEFORE_OWN_RECORD.after(newest);
            assertThat(newest)
                    .contains("From your paper, the head of the records")
                    .doesNotContain("has no new record");
        }
    }

    /** The record of a step is gone when the guide goes on; it is brought back afterwards. */
    private static Path takenWhilePeopleWrite(Party here) throws Exception {
        Path taken = home.resolve("taken");
        List<Path> newest = new ArrayList<>();
        Party.Run run =
                here.run(
                        question -> {
                            if (question.contains("tenant key's fingerprint")) {
                                newest.add(take(here, taken));
                            }
                            return Optional.empty();
                        });
        assertThat(run.shown().replaceAll("\\s+", " ")).contains("lacks 1 record ");
        assertThat(run.exit()).isEqualTo(7);
        return Files.move(taken, newest.get(0));
    }

    private static Path take(Party here, Path to) {
        try {
            Path newest = Sticks.last(here.stick(), ".record.json");
            Files.move(newest, to);
            return newest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path file, String what, String by) throws Exception {
        String text = Files.readString(file);
        assertThat(text).contains(what);
        Files.writeString(file, text.replace(what, by));
    }

    private static RealCommand.Result status(Party host) throws Exception {
        return host.type("ceremony", "status", host.plan().toString(), "--json").requireDone();
    }
}
