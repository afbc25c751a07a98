package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine is lost, and its spare takes over; and what whoever has the lost one could try. */
@Tag("long")
class SparesIT {
    private static final String HEAD = "head of the records";
    private static final Party.Whim STAYS =
            question ->
                    Optional.of("no").filter(no -> question.contains("does this host take over?"));

    @TempDir Path home;

    private record Spares(Party online, Party witness) {}

    private static Spares enrolled(GuidedCeremony held) throws Exception {
        held.plan(
                "--person",
                "witness=Bo Ruiz",
                "--copies",
                "0",
                "--spare",
                "online",
                "--spare",
                "witness");
        Path root = held.hsm.work.resolveSibling("");
        String access = "local-vault = %s%n";
        Party online =
                new Party(
                        root.resolve("online-spare"),
                        held.paper,
                        access.formatted(held.online.home.resolve("vault.access")));
        Party witness =
                new Party(
                        root.resolve("witness-spare"),
                        held.paper,
                        access.formatted(held.witness.home.resolve("vault.access")),
                        "--as",
                        "witness");
        Party last = held.enrol(true);
        online.take(last).run().requireDone();
        last = witness.take(online);
        last.run().requireDone();
        held.print(last);
        held.offline.take(last);
        return new Spares(online, witness);
    }

    @Test
    void bothSpares_takeOver_andTheCeremonyIsWhole() throws Exception {
        try (GuidedCeremony held =
                new GuidedCeremony(Files.createDirectory(home.resolve("both")))) {
            Spares spares = enrolled(held);
            held.offline.run().requireDone();
            held.online.take(held.offline);
            // The vault has made the KEK, and the machine is lost with what it recorded.
            Path before =
                    Sticks.copy(
                            held.online.stick(),
                            Files.createDirectory(home.resolve("b")).resolve("s"));
            List<String> head = held.paper.rows(HEAD);
            held.online.run().requireDone();
            Sticks.restore(before, held.online.stick());
            held.paper.forge(HEAD, head);

            Party online = spares.online().take(held.online);
            Party.Run stays = online.run(STAYS).requireDone();
            assertThat(Trouble.SPARE_TOO_EARLY.said(stays.shown()))
                    .contains("Carry the stick to ONLINE")
                    .doesNotContain("row 1");
            Trouble.SPARE_TOO_EARLY.after(stays.shown());
            requireTypedHead(held, online);
            Party.Run took = online.run().requireDone();
            assertThat(Trouble.ONLINE_LOST.said(took.shown()))
                    .contains("row 1 same", "Carry the stick to OFFLINE");
            assertThat(
                            online.type("ceremony", "status", online.plan().toString(), "--json")
                                    .json()
                                    .strings("done"))
                    .filteredOn(step -> step.endsWith(", on online-spare"))
                    .hasSize(2);

            held.offline.take(online).run().requireDone();
            Party witness = spares.witness().take(held.offline);
            assertThat(witness.run().requireDone().shown())
                    .as("the request names the other key")
                    .contains("row 4 same", "No request is waiting for you.")
                    .contains("Carry the stick to OFFLINE");
            held.offline.take(witness);
            Party.Run again = held.offline.run().requireDone();
            assertThat(Trouble.WITNESS_LOST.said(again.shown())).contains("--as witness");
            requireTheLostWitnessIsRefused(held);
            Party last = held.offline;
            String shown = "";
            Party[] way = {witness, held.offline, online};
            for (int visit = 0; visit < 12 && !isComplete(last); visit++) {
                String next = next(last);
                Party to =
                        next.contains("to approve")
                                ? witness
                                : next.contains("on offline") ? held.offline : online;
                last = to == last ? to : to.take(last);
                shown = to.run().requireDone().shown();
            }
            Trouble.ONLINE_LOST.after(shown);
            Trouble.WITNESS_LOST.after(shown);
            Trouble.LOST_HOST_RETURNS.after(shown);
            assertThat(way).contains(last);
            assertThat(isComplete(last)).isTrue();
            RealCommand.Result report =
                    last.type(
                            "ceremony",
                            "report",
                            last.plan().toString(),
                            "--verify-only",
                            "--json");
            assertThat(report.exit()).as(report.toString()).isZero();
            requireShellPasses(last);
        }
    }

    private void requireTheLostWitnessIsRefused(GuidedCeremony held) throws Exception {
        Party.Run lost = held.witness.take(held.offline).run();
        assertThat(Trouble.LOST_HOST_RETURNS.said(lost.shown()))
                .doesNotContain("asks for your approval");
        assertThat(lost.exit()).isEqualTo(3);
        held.offline.take(held.witness);
    }

    /** Neither what the paper does not have, nor an older head. */
    private void requireTypedHead(GuidedCeremony held, Party spare) throws Exception {
        List<String> right = held.paper.rows(HEAD);
        held.paper.forge(HEAD, held.paper.rows("plan's fingerprint").subList(0, 1));
        assertThat(spare.killedAt("row 1 differs")).contains("From your paper, the head");
        assertThat(guideRecords(spare)).as("no takeover").hasSize(1);
        held.paper.forge(HEAD, right);
    }

    /**
     * The lost machine continues with a copy of the stick, or someone removes the takeover from it.
     */
    @Test
    void lostHost_thatGoesOn_isAContradictionOnEachHost() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("two")))) {
            Spares spares = enrolled(held);
            held.offline.run().requireDone();
            List<String> head = held.paper.rows(HEAD);
            Path without =
                    Sticks.copy(
                            held.offline.stick(),
                            Files.createDirectory(home.resolve("w")).resolve("s"));
            Party spare = spares.online().take(held.offline);
            spare.run().requireDone();
            List<String> newest = held.paper.rows(HEAD);
            Path with = Sticks.copy(spare.stick(), home.resolve("with"));

            Sticks.restore(without, spare.stick());
            requireLacks(spare);
            held.paper.forge(HEAD, head);
            assertThat(held.online.take(spare).killedAt("or type \"stop\""))
                    .as("the vault tells it, too")
                    .contains("No record explains what is there", "KH-KEK-NAME-TAKEN");
            held.offline.take(held.online);
            Snapshot both = Snapshot.of(held.offline);
            merge(with, held.offline.stick());
            Party.Run contradicted = held.offline.run();
            assertThat(contradicted.exit()).isEqualTo(7);
            assertThat(Trouble.TWO_LINES_OF_RECORDS.said(contradicted.shown()))
                    .doesNotContain("Step ");
            both.restore();

            Sticks.restore(with, held.offline.stick());
            held.online.take(held.offline);
            Party.Run revived = held.online.run();
            assertThat(revived.exit()).isIn(3, 7);
            assertThat(revived.shown().replaceAll("\\s+", " "))
                    .containsAnyOf("its spare has taken over", "that this host wrote or saw");
            held.paper.forge(HEAD, newest);
            Trouble.TWO_LINES_OF_RECORDS.after(
                    held.offline.take(held.online).run().requireDone().shown());
        }
    }

    /** The state folder of OFFLINE is gone; its key is in its token. */
    @Test
    void offline_thatLostItsMemory_hasItFromPaper_andNotFromAnOlderStick() throws Exception {
        try (GuidedCeremony held =
                new GuidedCeremony(Files.createDirectory(home.resolve("lost")))) {
            held.plan("--person", "witness=Bo Ruiz", "--copies", "0");
            held.offline.take(held.close(true)).run().requireDone();
            held.online.take(held.offline).run().requireDone();
            Path older = Sticks.copy(held.online.stick(), home.resolve("older"));
            held.offline.take(held.online).run().requireDone();
            Path newest = Sticks.copy(held.offline.stick(), home.resolve("newest"));
            Sticks.delete(held.offline.home.resolve("state"));
            Party.Run unknown = held.offline.run();
            assertThat(unknown.exit()).isEqualTo(3);
            Trouble.MEMORY_LOST.said(unknown.shown());

            SoftHsmFolder stranger = SoftHsmFolder.empty(home.resolve("stranger"));
            stranger.initToken("hsm").requireDone();
            held.offline.keyhaul().with("SOFTHSM2_CONF", stranger.at("softhsm2.conf"));
            assertThat(held.offline.runWith("--host", "offline").shown())
                    .as("no PIN is for another token of that name")
                    .contains("the serial number of the token 'hsm' is ")
                    .doesNotContain("PIN", "head");
            held.offline.keyhaul().with("SOFTHSM2_CONF", held.hsm.at("softhsm2.conf"));

            Sticks.restore(older, held.offline.stick());
            Party.Run old = held.offline.runWith("--host", "offline");
            assertThat(old.exit()).isEqualTo(130);
            assertThat(Trouble.STICK_OLD_WITHOUT_MEMORY.said(old.shown())).doesNotContain("Step ");
            assertThat(held.offline.runWith("--stop").shown())
                    .as("nothing is signed before the head was typed")
                    .contains("row 1 differs");
            Sticks.restore(newest, held.offline.stick());
            String recalled = held.offline.run().requireDone().shown();
            Trouble.STICK_OLD_WITHOUT_MEMORY.after(recalled);
            assertThat(recalled).contains("row 1 same", "Carry the stick to WITNESS");
            List<Path> records = guideRecords(held.offline);
            assertThat(records)
                    .anySatisfy(
                            record ->
                                    assertThat(record)
                                            .content()
                                            .contains("this host had lost its memory"));
            held.witness.take(held.offline);
            Party last = held.hold(held.witness);
            Trouble.MEMORY_LOST.after(held.transcript);
            RealCommand.Result report =
                    last.type(
                            "ceremony",
                            "report",
                            last.plan().toString(),
                            "--verify-only",
                            "--json");
            assertThat(report.exit()).as(report.toString()).isZero();
        }
    }

    private static void requireLacks(Party party) throws Exception {
        Party.Run run = party.run();
        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.shown().replaceAll("\\s+", " ")).contains("that this host wrote or saw");
    }

    private static List<Path> guideRecords(Party at) throws Exception {
        try (var files = Files.list(at.stick().resolve("records"))) {
            return files.filter(file -> file.toString().endsWith("ceremony-run.record.json"))
                    .toList();
        }
    }

    private static void merge(Path from, Path to) throws Exception {
        try (var files = Files.list(from.resolve("records"))) {
            for (Path file : files.toList()) {
                Path there = to.resolve("records").resolve(file.getFileName());
                if (!Files.exists(there)) {
                    Files.copy(file, there);
                }
            }
        }
    }

    private static String next(Party at) throws Exception {
        RealCommand.Result status = at.type("ceremony", "status", at.plan().toString(), "--json");
        assertThat(status.err()).isEmpty();
        return status.json().strings("next").stream().findFirst().orElse("");
    }

    private static boolean isComplete(Party at) throws Exception {
        return next(at).isEmpty();
    }

    private static void requireShellPasses(Party last) throws Exception {
        Path page = last.home.resolve("page.html");
        last.type("ceremony", "report", last.plan().toString(), "-o", page.toString())
                .requireDone();
        List<String> words = new ArrayList<>();
        words.addAll(List.of("sh", page.toString().replace(".html", ".verify.sh")));
        words.addAll(List.of(last.plan().toString(), Sha256.hex(Files.readAllBytes(last.plan()))));
        try (var files = Files.list(last.stick().resolve("records"))) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith("ceremony-close.record.json")) {
                    words.add(Sha256.hex(Files.readAllBytes(file)));
                }
            }
        }
        RealCommand.Result passed = last.keyhaul().runProgram(words);
        assertThat(passed.out()).as(passed.err()).startsWith("PASS. Hosts: 5,");
    }
}
