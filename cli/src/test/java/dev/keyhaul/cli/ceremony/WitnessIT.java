package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the witness's own machine does not sign. */
@Tag("long")
class WitnessIT {
    private static final String HEAD = "head of the records";

    @TempDir static Path home;

    @Test
    void requestOfNoStep_isRefused_andAnotherKekThanTheVaults_endsTheCeremony() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("w")))) {
            held.plan("--person", "witness=Bo Ruiz", "--copies", "1");
            Party last = held.enrol(true);
            requireOwnKey(held, last);
            held.online.take(last).run().requireDone();
            RealCommand.Result elsewhere =
                    held.online.type("key", "generate", "--plan", held.online.plan().toString());
            assertThat(elsewhere.err())
                    .as("it is ready")
                    .contains("no step 'key generate' for this");
            assertThat(elsewhere.exit()).isEqualTo(3);
            RealCommand.Result status =
                    held.online.type("ceremony", "status", held.online.plan().toString(), "--json");
            assertThat(status.json().objects("shown", of -> of.string("number")))
                    .as("no number that another host showed")
                    .containsExactly("the head of the records");
            assertThat(status.json().objects("shown", of -> of.strings("rows")).get(0))
                    .as("as people wrote it down")
                    .isEqualTo(held.paper.rows(HEAD));
            Path older = Sticks.copy(held.online.stick(), home.resolve("older"));
            List<String> olderHead = held.paper.rows(HEAD);
            requireHeadTyped(held);
            assertThat(planTyped(held.offline)).as("typed before it was killed").isEqualTo(2);
            held.witness.take(held.offline);
            requireOlderStickSpoilsNothing(held, older, olderHead);
            Path request = request(held.witness);
            String asked = Files.readString(request);

            String whole = held.paper.digits("plan's fingerprint");
            assertThat(asked)
                    .as("what is signed")
                    .contains("\"plan\": \"" + whole, "\"step\": \"blob\"", "\"host\": \"");

            String plan = whole.substring(0, 16);
            Files.writeString(request, asked.replace(plan, "0".repeat(16)));
            Party.Run other = held.witness.run();
            assertThat(other.exit()).isEqualTo(3);
            assertThat(other.shown().replaceAll("\\s+", " "))
                    .contains(
                            request.getFileName() + " is not a request for a step that this plan");

            Files.writeString(request, asked);
            requireHeadRemembered(held.witness);
            requireOwnAnswer(held.witness, request);
            requireWithdrawn(held);
            Files.writeString(request, asked.replaceAll("(\"kek\": \")[0-9a-f]{8}", "$100000000"));
            Party.Run kek = held.witness.run();
            assertThat(kek.exit()).isEqualTo(130);
            Trouble.KEK_OF_ANOTHER.said(kek.shown());
            Files.writeString(request, asked);
            held.offline.take(held.witness);
            RealCommand.Result typed =
                    held.offline.type("byok", "create", "--plan", held.offline.plan().toString());
            assertThat(typed.err()).contains("it was stopped");
            assertThat(typed.exit()).isEqualTo(3);
            Party.Run stopped = held.offline.run();
            assertThat(stopped.exit()).isEqualTo(3);
            Trouble.KEK_OF_ANOTHER.after(stopped.shown());
            assertThat(approvals(held.offline)).isEmpty();
        }
    }

    /**
     * A stick from before is in the witness's machine: its head is not the one on paper. With the
     * head of that time it has nothing to approve, and no record is made on it, not even of what
     * was mistyped: the right stick would lack it.
     */
    private static void requireOlderStickSpoilsNothing(
            GuidedCeremony held, Path older, List<String> olderHead) throws Exception {
        Party witness = held.witness;
        Path right = Files.move(witness.stick(), witness.home.resolve("right"));
        Sticks.copy(older, witness.stick());
        Party.Run differs = witness.run();
        Trouble.STICK_OLD_AT_WITNESS.said(differs.shown());
        assertThat(differs.exit()).isEqualTo(130);
        List<String> newest = held.paper.rows(HEAD);
        Iterator<String> rows = List.of(newest.get(0), olderHead.get(0)).iterator();
        Party.Run nothing =
                witness.run(
                        question ->
                                question.endsWith("row 1 > ") && rows.hasNext()
                                        ? Optional.of(rows.next())
                                        : Optional.empty());
        assertThat(nothing.shown()).contains("row 1 differs", "No request is waiting for you.");
        Sticks.restore(right, witness.stick());
        Sticks.delete(right);
        held.paper.forge(HEAD, newest);
    }

    /** What it wrote, and what it saw, is there again whenever the stick comes back. */
    private static void requireHeadRemembered(Party witness) throws Exception {
        Path newest = Sticks.last(witness.stick(), ".record.json");
        Path taken = Files.move(newest, witness.home.resolve("taken"));
        Party.Run older = witness.run();
        assertThat(older.shown()).contains("lacks 1 record ").doesNotContain("row 1");
        assertThat(older.exit()).isEqualTo(7);
        RealCommand.Result status =
                witness.type("ceremony", "status", witness.plan().toString(), "--json");
        assertThat(status.exit()).isEqualTo(7);
        assertThat(String.join("", status.json().strings("deviations")))
                .contains("lacks 1 record ");
        Files.move(taken, newest);
    }

    /** What is not approved with a yes, or not any more, is not approved. */
    private static void requireOwnAnswer(Party witness, Path request) throws Exception {
        Snapshot undecided = Snapshot.of(witness);
        Iterator<String> answers = List.of("yes", "no", "no", "no").iterator();
        Iterator<String> whys = List.of("", "not this one", "not this one").iterator();
        Iterator<String> sure = List.of("no", "yes").iterator();
        Party.Run no =
                witness.run(
                        q ->
                                approval(q)
                                        .map(asked -> answers.next())
                                        .or(() -> said(q, "Why not? ").map(a -> whys.next()))
                                        .or(() -> said(q, "Withdraw this ").map(a -> "no"))
                                        .or(() -> said(q, "Are you sure? ").map(a -> sure.next())));
        assertThat(whys).as("without a reason, it is asked again").isExhausted();
        assertThat(sure).as("a slip of the hand ends nothing").isExhausted();
        Trouble.NO_BY_MISTAKE.said(no.shown());
        Trouble.WITNESS_REFUSES.after(no.shown());
        assertThat(Trouble.WITNESS_REFUSES.said(no.shown()))
                .contains("did not approve: make master copy 1 of 1: not this")
                .contains("Carry the stick to ONLINE")
                .as("the witness has requests, and no steps")
                .doesNotContain("has no new record");
        assertThat(no.exit()).isEqualTo(130);
        assertThat(approvals(witness)).as("nor the one before it").isEmpty();

        undecided.restore();
        requireAsShown(witness, request);
        undecided.restore();
    }

    /** One request is taken back, and asked for again: that ends nothing. */
    private static void requireWithdrawn(GuidedCeremony held) throws Exception {
        Snapshot atWitness = Snapshot.of(held.witness);
        Iterator<String> answers = List.of("yes", "no").iterator();
        Party.Run run =
                held.witness.run(
                        q ->
                                approval(q)
                                        .map(asked -> answers.next())
                                        .or(() -> said(q, "Why not? ").map(a -> "too early"))
                                        .or(() -> said(q, "Withdraw this ").map(a -> "yes")));
        assertThat(run.requireDone().shown().replaceAll("\\s+", " "))
                .contains("make master copy 1 of 1, asked 0 min ago.")
                .contains("withdrawn: make master copy 1 of 1", "Carry the stick to OFFLINE");
        Snapshot atOffline = Snapshot.of(held.offline.take(held.witness));
        Party.Run again = held.offline.run().requireDone();
        assertThat(again.shown().replaceAll("\\s+", " "))
                .contains("1 request", "Carry the stick to WITNESS");
        assertThat(held.witness.take(held.offline).run().requireDone().shown())
                .contains("approved: make master copy 1 of 1");
        Sticks.delete(held.witness.stick());
        atOffline.restore();
        Sticks.delete(held.offline.stick());
        atWitness.restore();
    }

    /** What is signed is what was read, though its file is another one when the yes is typed. */
    private static void requireAsShown(Party witness, Path request) throws Exception {
        byte[] shown = Files.readAllBytes(request);
        String other =
                Files.readString(request).replaceAll("(\"kek\": \")[0-9a-f]{8}", "$100000000");
        String approved =
                witness.run(
                                q ->
                                        approval(q)
                                                .map(
                                                        asked -> {
                                                            write(request, other);
                                                            return "yes";
                                                        }))
                        .requireDone()
                        .shown();
        Trouble.NO_BY_MISTAKE.after(approved);
        Trouble.STICK_OLD_AT_WITNESS.after(approved);
        Trouble.PLAN_CHANGED.after(approved);
        assertThat(Files.readString(request)).isEqualTo(other);
        String name = request.getFileName().toString().replace(".request.json", ".approved-by-");
        Path approval =
                approvals(witness)
                        .filter(file -> file.getFileName().toString().startsWith(name))
                        .findFirst()
                        .orElseThrow();
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(key(witness, 2));
        signature.update(shown);
        assertThat(signature.verify(Files.readAllBytes(approval))).isTrue();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PublicKey key(Party party, int host) throws Exception {
        String key =
                JsonObject.parse(Files.readAllBytes(party.plan()))
                        .objects("hosts", of -> of.string("key"))
                        .get(host);
        return PublicKeyEncoding.parse(Base64.getDecoder().decode(key));
    }

    private static Optional<String> approval(String question) {
        return said(question, "Do you approve exactly this, once?");
    }

    private static Optional<String> said(String question, String text) {
        return Optional.of(question).filter(q -> q.contains(text));
    }

    /** It is asked for again, whatever this host recorded since, and its tries are counted. */
    private static void requireHeadTyped(GuidedCeremony held) throws Exception {
        String head = "head of the records";
        held.offline.take(held.online);
        List<String> right = held.paper.rows(head);
        held.paper.forge(head, List.of(Paper.wrong(1)));
        assertThat(held.offline.killedAt("row 1 differs: look again (2 tries left)"))
                .contains("From your paper, the head of the records");
        assertThat(held.offline.killedAt("row 1 differs: look again (1 try left)"))
                .doesNotContain("Step ");
        held.paper.forge(head, right);
        held.offline.run().requireDone();
    }

    /** Whoever had the stick while the plan was open can put a key of theirs into it. */
    private static void requireOwnKey(GuidedCeremony held, Party last) throws Exception {
        List<String> own = held.paper.rows("fingerprint of this host's key");
        JsonObject plan = JsonObject.parse(Files.readAllBytes(last.plan()));
        String real = plan.objects("hosts", host -> host.string("key")).get(2);
        String theirs = PublicKeyEncoding.base64(GeneratedKeys.rsa(3072).getPublic());
        String text = Files.readString(last.plan());
        assertThat(text).contains(real);
        Files.writeString(last.plan(), text.replace(real, theirs));

        requireChanged(held.witness.run());
        // Whoever has the stick can close it, on a machine of theirs.
        Party thief = new Party(home.resolve("thief"), held.paper, "").take(last);
        String script = held.print(thief);
        assertThat(own).hasSize(4);
        assertThat(script).as("the witness compares this row").doesNotContain(own.get(0));
        requireChanged(last.take(thief).run());
        Files.writeString(last.plan(), text);
        assertThat(held.print(last)).contains(own.get(0));
    }

    private static void requireChanged(Party.Run run) {
        assertThat(Trouble.PLAN_CHANGED.said(run.shown())).contains("KH-PLAN-CHANGED");
        assertThat(run.exit()).isEqualTo(7);
    }

    private static long planTyped(Party party) throws Exception {
        long typed = 0;
        try (Stream<Path> records = Files.list(party.stick().resolve("records"))) {
            for (Path record : records.filter(r -> r.toString().endsWith(".json")).toList()) {
                String line = "\"the plan's fingerprint was typed from paper, and is right\"";
                typed += Files.readString(record).contains(line) ? 1 : 0;
            }
        }
        return typed;
    }

    private static Path request(Party party) throws Exception {
        try (Stream<Path> files = Files.list(party.stick().resolve("approvals"))) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains("\"step\": \"blob\"")) {
                    return file;
                }
            }
            throw new AssertionError("nobody asked for the blob");
        }
    }

    private static Stream<Path> approvals(Party party) throws Exception {
        try (Stream<Path> files = Files.list(party.stick().resolve("approvals"))) {
            return files.filter(file -> file.toString().endsWith(".sig")).toList().stream();
        }
    }
}
