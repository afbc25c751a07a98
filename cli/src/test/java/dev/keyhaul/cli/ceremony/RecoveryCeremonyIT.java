package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ReportSchemas;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The day after: the HSM is lost, and what is left is a drive, a new token into which a vendor's
 * own backup brought the recovery pair, and the paper of the ceremony that made the copy.
 */
@Tag("long")
class RecoveryCeremonyIT {
    private static final String KEY = "tenant key's fingerprint";
    private static final String OLD_PAPER = "as the paper of the master copy has it";
    private static final String JOURNAL = "journal's head";

    @TempDir static Path home;

    private static GuidedCeremony first;
    private static Path drive;
    private static String copy;
    private static String fingerprint;
    private static String signer;

    @BeforeAll
    static void makeTheCopy_andLoseTheHsm() throws Exception {
        first = new GuidedCeremony(Files.createDirectory(home.resolve("first")));
        drive = first.drive("drive-a");
        first.plan("--copies", "1", "--replica", "none");
        first.hold(first.close(false));
        RealCommand.Result list =
                first.offline
                        .type("backup", "list", "--store", drive.toString(), "--json")
                        .requireDone();
        copy = list.json().objects("copies").get(0).string("id");
        RealCommand.Result show =
                first.offline
                        .type(
                                Args.of("backup", "show", "--store", drive + "")
                                        .and("--id", copy, "--json"))
                        .requireDone();
        fingerprint = show.json().string("key_fingerprint");
        signer = show.json().string("signed_by");
        first.hsm
                .keyhaul()
                .runProgram(List.of("softhsm2-util", "--delete-token", "--token", "hsm"))
                .requireDone();
        becomeANewHsm("recovery");
    }

    /** What a vendor's own backup brings there: the same objects, under another serial number. */
    private static void becomeANewHsm(String token) throws Exception {
        String serial = serial(token);
        String other = new StringBuilder(serial).reverse().toString();
        try (Stream<Path> files = Files.walk(Path.of(first.hsm.at("tokens")))) {
            for (Path file : files.filter(f -> f.endsWith("token.object")).toList()) {
                String stored = Files.readString(file, StandardCharsets.ISO_8859_1);
                Files.writeString(file, stored.replace(serial, other), StandardCharsets.ISO_8859_1);
            }
        }
        assertThat(serial(token)).isEqualTo(other).isNotEqualTo(serial);
    }

    private static String serial(String token) throws Exception {
        RealCommand.Result list = first.hsm.keyhaul().run("token", "list", "--json");
        for (JsonObject row : list.requireDone().json().objects("tokens")) {
            if (row.value("label").equals(Optional.of(token))) {
                return row.string("serial");
            }
        }
        throw new IllegalStateException("no token " + token);
    }

    @AfterAll
    static void close() {
        first.close();
    }

    /** Takes what is left to another place: its drive, and the paper of the first ceremony. */
    private static void bring(Party offline, Paper paper, Path there) throws Exception {
        Sticks.copy(drive, there);
        offline.keyhaul().with("SOFTHSM2_CONF", first.hsm.at("softhsm2.conf"));
        for (String number : List.of(KEY, JOURNAL)) {
            paper.forge(number, first.paper.rows(number));
        }
    }

    private static List<String> options(String... more) {
        List<String> options = new ArrayList<>(List.of("--recovery", copy, "--signed-by", signer));
        options.addAll(List.of(more));
        return options;
    }

    @Test
    void restoredKey_isMovedToAnotherVault_asANewVersion_withAWitness() throws Exception {
        Path folder = Files.createDirectory(home.resolve("recovery"));
        try (GuidedCeremony held = new GuidedCeremony(folder)) {
            bring(held.offline, held.paper, held.drive("drive-a"));
            held.online
                    .type("vault", "create-key", "--vault", ServedVault.URL, "--name", "tenant")
                    .requireDone();
            held.plan(
                    options(
                                    "--person",
                                    "witness=Bo Ruiz",
                                    "--person",
                                    "custodian=Di Roe",
                                    "--new-version")
                            .toArray(String[]::new));
            Files.delete(held.offline.home.resolve("pins/recovery.pin"));
            held.paper.secret("PIN of token 'recovery'", SoftHsmFolder.PIN);
            Party closed = held.close(true);
            held.paper.effort.begin();
            Party last = held.hold(closed);

            held.paper.effort.requireDocumented("recovery", held.moved.size());
            assertThat(held.moved).isEqualTo(held.printed);
            assertThat(held.transcript.toString().replaceAll("\\s+", " "))
                    .containsSubsequence(
                            "compare the store with the old paper",
                            "as the newest paper of the store has it",
                            "as the paper of the master copy has it",
                            "Di Roe (custodian), type the PIN of token 'recovery'",
                            "Write on paper the journal's head",
                            "Every step of the plan is done");
            assertThat(held.paper.rows(JOURNAL)).isNotEqualTo(first.paper.rows(JOURNAL));
            RealCommand.Result shown =
                    held.online.type(
                            Args.of("vault", "show-key", "--vault", ServedVault.URL)
                                    .and("--name", "tenant", "--json"));
            assertThat(shown.requireDone().json().string("fingerprint")).isEqualTo(fingerprint);
            requireWhole(last);
        }
    }

    @Test
    void drill_leavesNoKey_andASlipOfThePenIsLookedAtAgain() throws Exception {
        Paper paper = new Paper();
        Party offline = drill(Files.createDirectory(home.resolve("drill")), paper);
        offline.run().requireDone();
        Rehearsals.print(offline, paper);
        boolean[] slipped = {false};
        Party.Run run =
                offline.run(
                                q -> {
                                    boolean isFirst = q.contains("row 2 >") && !slipped[0];
                                    slipped[0] |= isFirst;
                                    return isFirst ? Optional.of(Paper.wrong(2)) : Optional.empty();
                                })
                        .requireDone();

        assertThat(run.shown().replaceAll("\\s+", " "))
                .containsSubsequence(
                        "row 2 differs: look again (2 tries left)",
                        "row 2 same",
                        "restore the tenant key, use it, and destroy it",
                        "Every step of the plan is done");
        assertThat(first.hsm.listed("recovery")).noneMatch(line -> line.contains("restored"));
        requireWhole(offline);
    }

    /** Each is waited for, and a person brings what is missing: none of it ends the plan. */
    @Test
    void whatIsNotTheDriveOfThePaper_isRefused_andTheRightOneIsWaitedFor() throws Exception {
        Path folder = Files.createDirectory(home.resolve("wrong"));
        Paper paper = new Paper();
        Party offline = drill(folder, paper);
        Path there = folder.resolve("drive");
        Path wrapped = there.resolve(copy).resolve("recipient-1.bin");
        Sticks.flip(wrapped);
        requireWaits(
                offline,
                "SHA-256 of recipient-1.bin is not the recorded one",
                () -> Sticks.flip(wrapped));
        Rehearsals.print(offline, paper);

        Path journal = there.resolve("journal.jsonl");
        List<String> lines = Files.readAllLines(journal);
        Files.write(journal, lines.subList(0, lines.size() - 1));
        Party.Run older = offline.run();
        assertThat(older.exit()).isEqualTo(130);
        assertThat(Trouble.DRIVE_OLD.said(older.shown())).doesNotContain("Step 2 of");
        Files.write(journal, lines);

        Path tokens = Path.of(first.hsm.at("tokens"));
        Path away = tokens.resolveSibling("away");
        Files.move(tokens, away);
        Files.createDirectory(tokens);
        Party.Run run =
                requireWaits(
                        offline,
                        Trouble.TOKEN_AWAY,
                        () -> {
                            Sticks.delete(tokens);
                            Files.move(away, tokens);
                        });
        Trouble.DRIVE_OLD.after(run.shown());
        Trouble.TOKEN_AWAY.after(run.shown());
    }

    /** The journal has the take-over, and its host was killed before it recorded that. */
    @Test
    void storeThatWasTakenOver_withoutARecord_isTakenOverAgain() throws Exception {
        Paper paper = new Paper();
        Party offline = drill(Files.createDirectory(home.resolve("killed")), paper);
        offline.run().requireDone();
        Rehearsals.print(offline, paper);
        Snapshot before = Snapshot.of(offline);
        offline.killedAt(OLD_PAPER);
        before.restore("store");
        Party.Run run = offline.run().requireDone();

        Trouble.STORE_UNRECORDED.after(Trouble.STORE_UNRECORDED.said(run.shown()));
        requireWhole(offline);
    }

    /** The drive was changed after the host looked at it: another one with the copy is as good. */
    @Test
    void copyThatIsDamagedMeanwhile_isWaitedFor() throws Exception {
        Path folder = Files.createDirectory(home.resolve("rotten"));
        Paper paper = new Paper();
        Party offline = drill(folder, paper);
        offline.run().requireDone();
        Rehearsals.print(offline, paper);
        Path wrapped = folder.resolve("drive").resolve(copy).resolve("recipient-1.bin");
        Sticks.flip(wrapped);
        Party.Run run = requireWaits(offline, Trouble.COPY_DAMAGED, () -> Sticks.flip(wrapped));
        Trouble.COPY_DAMAGED.after(run.shown());
    }

    /** One that has the label is another key: it stays, and a person decides. */
    @Test
    @Tag("full")
    void restoredKey_withoutARecord_isDeletedAndRestoredAgain_butNoOtherKey() throws Exception {
        Path folder = Files.createDirectory(home.resolve("unexplained"));
        try (GuidedCeremony held = new GuidedCeremony(folder)) {
            bring(held.offline, held.paper, held.drive("drive-a"));
            String label = "restored-here";
            held.plan(
                    options("--key", "pkcs11:token=recovery;object=" + label)
                            .toArray(String[]::new));
            held.close(false);
            held.online.run().requireDone();
            Party offline = held.offline.take(held.online);
            offline.killedAt(OLD_PAPER);
            Snapshot before = Snapshot.of(offline);
            first.hsm
                    .withPin("key", "generate", "--token", "recovery", "--label", label)
                    .requireDone();
            Snapshot.begins(offline, "restore");
            Party.Run refused =
                    requireWaits(offline, "No record explains what is there", () -> delete(label));
            assertThat(refused.shown()).doesNotContain("from before an interruption");

            before.restore("restore");
            Party.Run again = offline.run().requireDone();
            Trouble.RESTORED_UNRECORDED.after(Trouble.RESTORED_UNRECORDED.said(again.shown()));
            assertThat(first.hsm.listed("recovery"))
                    .filteredOn(line -> line.contains(label))
                    .isNotEmpty();
            delete(label);
        }
    }

    private static void delete(String label) throws Exception {
        String key = "pkcs11:token=recovery;object=" + label;
        String known =
                first.hsm
                        .withPin("inspect", key, "--json")
                        .requireDone()
                        .json()
                        .string("fingerprint");
        first.hsm
                .withPin("key", "delete", "--key", key, "--expect", "sha256:" + known)
                .requireDone();
    }

    @Test
    void storeWithoutTheCopy_isRefused_beforeTheHostIsInThePlan() throws Exception {
        Path folder = Files.createDirectory(home.resolve("other"));
        Party offline = drill(folder, new Paper());
        Path there = folder.resolve("drive").resolve(copy);
        Path away = folder.resolve("away");
        Files.move(there, away);
        Party.Run run =
                requireWaits(offline, Trouble.COPY_ELSEWHERE, () -> Files.move(away, there));
        Trouble.COPY_ELSEWHERE.after(run.shown());
    }

    @Test
    void planThatNoRecoveryCanFollow_isRefused() throws Exception {
        Path folder = Files.createDirectory(home.resolve("refused"));
        Party offline = new Party(folder, new Paper(), "");
        Files.createDirectory(offline.stick());
        Args plan =
                Args.of("ceremony", "plan", offline.plan().toString())
                        .with("--title", "Drill", "--person", "operator=Ada Bell");
        String[][] refused = {
            {"--drill tries out one master copy", "--drill"},
            {"--drill tries out one", "--drill", "--recovery", copy, "--vault", ServedVault.URL},
            {"--signed-by is missing", "--drill", "--recovery", copy},
            {"'2026'", "--drill", "--recovery", "2026", "--signed-by", signer},
            {"makes none", "--drill", "--recovery", copy, "--signed-by", signer, "--copies", "1"}
        };
        for (String[] one : refused) {
            List<String> more = List.of(one).subList(1, one.length);
            RealCommand.Result made = offline.type(plan.and(more.toArray(String[]::new)));
            assertThat(made.exit()).as(made.err()).isEqualTo(2);
            assertThat(made.err()).contains(one[0]);
            assertThat(offline.plan()).doesNotExist();
        }
    }

    /** What else the plan says depends on it: the vault, and the blob's profile. */
    @Test
    void copyOfAnotherKindOfKey_isRefused_whileThePlanIsOpen() throws Exception {
        Party offline =
                drill(
                        Files.createDirectory(home.resolve("kind")),
                        new Paper(),
                        "--kind",
                        "rsa-3072");
        Party.Run run = offline.run();
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.shown().replaceAll("\\s+", " "))
                .contains("has a key of the kind RSA 2048, the plan RSA-3072")
                .doesNotContain("Enrolled.");
    }

    private interface Repair {
        void it() throws Exception;
    }

    private static Party.Run requireWaits(Party offline, Trouble trouble, Repair repair)
            throws Exception {
        Party.Run run = requireWaits(offline, trouble.words.get(0), repair);
        trouble.said(run.shown());
        return run;
    }

    /** Runs until it asks for another try, repairs what is wrong, and continues to the end. */
    private static Party.Run requireWaits(Party offline, String why, Repair repair)
            throws Exception {
        boolean[] asked = {false};
        Party.Run run =
                offline.run(
                        q -> {
                            if (q.contains("Press Enter to try again") && !asked[0]) {
                                asked[0] = true;
                                repair(repair);
                                return Optional.of("");
                            }
                            return Optional.empty();
                        });
        assertThat(run.shown().replaceAll("\\s+", " ")).contains(why, "Trying again.");
        return run.requireDone();
    }

    private static void repair(Repair repair) {
        try {
            repair.it();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a host with an open plan of a drill. */
    private static Party drill(Path folder, Paper paper, String... more) throws Exception {
        Path pins = Files.createDirectories(folder.resolve("pins"));
        Files.copy(Path.of(first.hsm.at("user.pin")), pins.resolve("recovery.pin"));
        Party offline = new Party(folder.resolve("offline"), paper, "", "--pins", pins.toString());
        bring(offline, paper, folder.resolve("drive"));
        offline.setting("place.drive-a = " + folder.resolve("drive"));
        Files.createDirectory(offline.stick());
        offline.type(
                        Args.of("ceremony", "plan", offline.plan().toString(), "--drill")
                                .with("--title", "Drill of 2027", "--person", "operator=Ada Bell")
                                .with("--person", "custodian=Di Roe")
                                .and(options(more).toArray(String[]::new)))
                .requireDone();
        return offline;
    }

    private static void requireWhole(Party last) throws Exception {
        ReportSchemas.requireValidPlan(Files.readString(last.plan()));
        RealCommand.Result report =
                last.type(
                        Args.of("ceremony", "report", last.plan().toString(), "--verify-only")
                                .and("--json", "--allow-missing"));
        assertThat(report.json().strings("failed")).isEmpty();
        assertThat(report.json().string("authenticity")).startsWith("authentic");
    }
}
