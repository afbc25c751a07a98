package dev.keyhaul.cli.approve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.SystemCalls;
import dev.keyhaul.cli.fixture.Witness;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One approval, one run: whatever is copied, deleted, set back or carried to another host. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class ApprovalOnceIT {
    @TempDir static Path home;
    private SoftHsmFolder hsm;
    private Witness witness;
    private int test;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        KekFiles.write(hsm.work, "kek.json", KekFiles.record(KekFiles.rsa(2048).getPublic()));
    }

    @BeforeEach
    void nextFolder() throws Exception {
        test++;
        witness = Witness.in(hsm, "approvals-" + test);
    }

    private Path blob() {
        return hsm.work.resolve("out-" + test + ".byok");
    }

    private String[] create(String... more) {
        return create(witness, more);
    }

    private String[] create(Witness by, String... more) {
        return Args.of(by.asked("byok", "create", "-q"))
                .with("--key", SoftHsmFolder.uri("tenant"), "--pin-file", hsm.at("user.pin"))
                .with("--kek", "kek.json", "--vault", KekFiles.VAULT, "-o", blob().toString())
                .and(more);
    }

    private RealCommand.Result run(String... more) throws Exception {
        return hsm.keyhaul().run(create(more));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** It ran four times: once in the folder, twice in copies, and again without the mark. */
    @Test
    void copiedApproval_runsOnce() throws Exception {
        assertThat(run().exit()).isEqualTo(9);
        witness.approve();
        Path approvals = hsm.work.resolve("approvals-" + test);
        for (int copy = 1; copy <= 2; copy++) {
            copy(approvals, hsm.work.resolve("copy-" + copy));
        }
        run().requireDone();
        Files.delete(blob());

        for (String folder : List.of("copy-1", "copy-2", "approvals-" + test)) {
            new Refusal(9, "request " + folder + "/byok-create-", "keyhaul approve " + folder)
                    .requireIs(hsm.keyhaul().run(create(Witness.in(hsm, folder))));
            assertThat(blob()).doesNotExist();
        }
    }

    @Test
    void otherHost_orADeletedList_refuses() throws Exception {
        Path state = hsm.work.resolve("state-" + test);
        RealCommand host = hsm.keyhaul().with("XDG_STATE_HOME", state.toString());
        assertThat(host.run(create()).exit()).isEqualTo(9);
        witness.approve();

        RealCommand other = hsm.keyhaul().with("XDG_STATE_HOME", state + "-of-another");
        assertThat(other.run(create()).exit()).as("another host").isEqualTo(9);
        Path list = state.resolve("keyhaul").resolve("approvals");
        Path hidden = Files.move(list, hsm.work.resolve("hidden-" + test));
        assertThat(host.run(create()).exit()).as("deleted").isEqualTo(9);
        assertThat(blob()).doesNotExist();

        try (Stream<Path> files = Files.list(list)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(list);
        Files.move(hidden, list);
        host.run(create()).requireDone();
        assertThat(blob()).isNotEmptyFile();
    }

    /** The rename is on the disk before anything is made: a power cut never gives it back. */
    @Test
    void request_isUsedUpOnTheDisk_beforeTheWork() throws Exception {
        assumeTrue(SystemCalls.arePermitted(), "this host lets no process watch another");
        assertThat(run().exit()).isEqualTo(9);
        witness.approve();
        Path output = Files.createDirectory(home.resolve("trace-" + test)).resolve("calls");
        List<String> command = new ArrayList<>(SystemCalls.tracing(output));
        command.add(RealCommand.PROGRAM);
        command.addAll(List.of(create()));
        hsm.keyhaul().runProgram(command).requireDone();

        List<String> calls = SystemCalls.in(output, hsm.work).lines();
        int renamed = first(calls, "rename.*\\.open\".*\\.used\".*");
        int synced =
                renamed
                        + first(
                                calls.subList(renamed, calls.size()),
                                "fsync.*/keyhaul/approvals>.*");
        String temporary = Pattern.quote(hsm.work + "/.keyhaul-") + "[^/]*\\.tmp";
        int made = first(calls, "open.*" + temporary + "\".*O_CREAT.*");
        assertThat(List.of(renamed, synced, made)).isSorted().doesNotHaveDuplicates();
    }

    private static int first(List<String> calls, String regex) {
        return IntStream.range(0, calls.size())
                .filter(i -> calls.get(i).matches(regex))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + regex));
    }

    /** An old approval holds again where the clock is set back: the records tell. */
    @Test
    void clockBehindTheRecords_isRefused_toAskAndToApprove() throws Exception {
        String person = "operator=Ada Bell";
        assertThat(run("--record", "records-" + test, "--person", person).exit()).isEqualTo(9);
        Path record = onlyRecord("records-" + test);
        String text =
                Files.readString(record)
                        .replaceAll("(\"ended\": )\"20\\d\\d-", "$1\"2101-")
                        .replaceAll("(\"folder\": )\"\\w{32}\"", "$1\"" + newFolderId() + "\"");
        // In a folder of which this host knows nothing: it misses records of its own.
        String records = "ahead-" + test;
        Path ahead = Files.createDirectory(hsm.work.resolve(records));
        Files.writeString(ahead.resolve(record.getFileName()), text);

        RealCommand.Result back = run("--record", records, "--person", person);
        assertThat(back.exit()).isEqualTo(3);
        assertThat(back.err()).contains("by this host's clock, but ", " is dated 2101-");
        RealCommand.Result approved =
                hsm.keyhaul()
                        .run(
                                Args.of("approve", witness.request().toString(), "--yes")
                                        .with("--key", "pem:" + hsm.at("witness.key"))
                                        .and("--record", records, "--person", "witness=Bo Ruiz"));
        assertThat(approved.exit()).isEqualTo(3);
        assertThat(approved.err()).contains(" is dated 2101-");
        assertThat(witness.files(".sig")).isEmpty();
    }

    /** New in each run: the account's state remembers those of earlier ones. */
    private static String newFolderId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private Path onlyRecord(String folder) throws IOException {
        try (Stream<Path> files = Files.list(hsm.work.resolve(folder))) {
            return files.filter(f -> f.toString().endsWith(".json")).findFirst().orElseThrow();
        }
    }

    /** What the report says of waiting, of whom, and of an approval that ran twice. */
    @Test
    void report_showsWaiting_theWitnesssKey_andARequestThatWasUsedTwice() throws Exception {
        String records = "records-" + test;
        Args recorded =
                Args.of("--record", records, "--person", "operator=Ada Bell")
                        .with("--person", "witness=Bo Ruiz");
        assertThat(run(recorded.and()).exit()).isEqualTo(9);
        JsonObject shown = witness.approve(recorded.and()).json();
        assertThat(shown.strings("asked_by")).containsExactly("operator: Ada Bell");
        run(recorded.and()).requireDone();

        hsm.keyhaul().run("ceremony", "report", "--verify-only", records).requireDone();
        String page = report(records, 0);
        assertThat(page)
                .contains(">waiting<", "approver&#39;s key", "none refused")
                .doesNotContain("was refused", "was waiting", "without another person");

        Path used = withApproval(records);
        Files.writeString(
                used.resolveSibling("29991231T000000.000Z-byok-create.record.json"),
                Files.readString(used).replace("Ada Bell", "Eve Fox"));
        RealCommand.Result verified =
                hsm.keyhaul()
                        .run(
                                "ceremony",
                                "report",
                                "--verify-only",
                                records,
                                "--json",
                                "--allow-missing");
        assertThat(verified.exit()).isEqualTo(7);
        assertThat(verified.json().strings("failed"))
                .singleElement()
                .asString()
                .startsWith("the approval of request ")
                .contains(" was used 2 times: ", used.getFileName().toString());
        assertThat(report(records, 7)).contains(" was used 2 times: ");
    }

    private String report(String records, int exit) throws Exception {
        RealCommand.Result page = hsm.keyhaul().run("ceremony", "report", records);
        assertThat(page.exit()).as(page.err()).isEqualTo(exit);
        return page.out();
    }

    private Path withApproval(String folder) throws IOException {
        try (Stream<Path> files = Files.list(hsm.work.resolve(folder))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith("byok-create.record.json")).toList()) {
                if (Files.readString(file).contains("\"request\":")) {
                    return file;
                }
            }
        }
        throw new AssertionError("no record of an approved run");
    }
}
