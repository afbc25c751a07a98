package dev.keyhaul.cli.approve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.TerminalTalk;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two people: what one asks for, the other approves; once, and for exactly these inputs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class ApprovalIT {
    private static final String TENANT = SoftHsmFolder.uri("tenant");

    @TempDir static Path home;
    private SoftHsmFolder hsm;
    private int test;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        hsm.generate("evidence", "--purpose", "evidence");
        for (String person : List.of("witness", "other")) {
            var pair = KekFiles.rsa(2048);
            hsm.secret(person + ".key", KekFiles.pem(pair.getPrivate()));
            KekFiles.write(hsm.work, person + ".pem", KekFiles.pem(pair.getPublic()));
        }
        KekFiles.write(hsm.work, "kek.json", KekFiles.record(KekFiles.rsa(2048).getPublic()));
        KekFiles.write(hsm.work, "other-kek.json", KekFiles.record(KekFiles.rsa(2048).getPublic()));
    }

    @BeforeEach
    void nextFolder() {
        test++;
    }

    private String folder() {
        return "approvals-" + test;
    }

    private RealCommand.Result create(String kek, String... more) throws Exception {
        return hsm.withPin(
                Args.of("byok", "create", "-q", "--key", TENANT, "--kek", kek)
                        .with("--vault", KekFiles.VAULT)
                        .and(
                                Stream.concat(
                                                Stream.of(
                                                        "-o",
                                                        "out-" + test + ".byok",
                                                        "--require-approval",
                                                        "witness.pem",
                                                        "--approvals",
                                                        folder()),
                                                Stream.of(more))
                                        .toArray(String[]::new)));
    }

    private RealCommand.Result approve(Path request, String person, String... more)
            throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("approve", request.toString(), "--key")
                                .and(
                                        Stream.concat(
                                                        Stream.of("pem:" + hsm.at(person + ".key")),
                                                        Stream.of(more))
                                                .toArray(String[]::new)));
    }

    private List<Path> files(String ending) throws Exception {
        try (Stream<Path> files = Files.list(hsm.work.resolve(folder()))) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        }
    }

    @Test
    void approvedCommand_runsOnce() throws Exception {
        new Refusal(9, "the approval of ", "keyhaul approve approvals-")
                .requireIs(create("kek.json"));
        assertThat(hsm.work.resolve("out-" + test + ".byok")).doesNotExist();
        Path request = files(".request.json").get(0);

        new Refusal(3, "the request needs the approval of", "use one of these keys")
                .requireIs(approve(request, "other", "--yes"));
        RealCommand.Result unread = approve(request, "witness");
        assertThat(unread.exit()).isEqualTo(3);
        assertThat(unread.err()).contains("the answer was not 'yes'");
        JsonObject shown = approve(request, "witness", "--yes", "--json").requireDone().json();
        assertThat(shown.string("command")).isEqualTo("keyhaul byok create");
        assertThat(shown.object("details").names())
                .containsExactly(
                        "key",
                        "key_location",
                        "kek",
                        "kek_is",
                        "format",
                        "oaep",
                        "output",
                        "vault");

        assertThat(shown.object("options").string("--profile")).isEqualTo("tenant-key");
        assertThat(shown.strings("equipment"))
                .hasSize(3)
                .allMatch(
                        each ->
                                each.matches(
                                        "keyhaul .*|token 'hsm', serial [0-9a-f]+"
                                                + "|module /.*, SHA-256 [0-9a-f]{64}"));

        assertThat(create("kek.json", "--json").requireDone().json().string("kek_authenticated_by"))
                .isEqualTo("a fingerprint in a signed approval");
        assertThat(hsm.work.resolve("out-" + test + ".byok")).isNotEmptyFile();

        assertThat(create("kek.json", "--force").exit()).as("used up").isEqualTo(9);
        assertThat(files(".request.json")).hasSize(2);
    }

    @Test
    void approvalOfOneKek_isNoneOfAnother() throws Exception {
        create("kek.json");
        approve(files(".request.json").get(0), "witness", "--yes").requireDone();

        assertThat(create("other-kek.json").exit()).isEqualTo(9);
        assertThat(files(".request.json")).hasSize(2);
        assertThat(hsm.work.resolve("out-" + test + ".byok")).doesNotExist();
    }

    @Test
    void each_mustApprove_andNobodyItself() throws Exception {
        String[] two = {"--require-approval", "other.pem"};
        create("kek.json", two);
        Path request = files(".request.json").get(0);
        approve(request, "witness", "--yes").requireDone();
        assertThat(create("kek.json", two).exit()).isEqualTo(9);
        approve(request, "other", "--yes").requireDone();
        create("kek.json", two).requireDone();

        hsm.withPin("key", "export-public", "--key", TENANT, "-o", "tenant.pem").requireDone();
        new Refusal(3, "cannot approve this command: it is also its target key", "person")
                .requireIs(create("kek.json", "--force", "--require-approval", "tenant.pem"));
    }

    @Test
    void openSslApprovesTheSame_andAForgedApprovalIsRefused() throws Exception {
        create("kek.json");
        Path request = files(".request.json").get(0);
        approve(request, "witness", "--yes").requireDone();
        Path approval = files(".sig").get(0);
        byte[] ours = Files.readAllBytes(approval);

        sign(request, "other", approval);
        new Refusal(
                        3,
                        "is not a valid signature of this request by the approver's key",
                        "'keyhaul approve'")
                .requireIs(create("kek.json"));
        sign(request, "witness", approval);
        assertThat(Files.readAllBytes(approval)).isEqualTo(ours);
        create("kek.json").requireDone();
    }

    private void sign(Path request, String person, Path approval) throws Exception {
        hsm.keyhaul()
                .runProgram(
                        List.of(
                                "openssl",
                                "dgst",
                                "-sha256",
                                "-sign",
                                hsm.at(person + ".key"),
                                "-out",
                                approval.toString(),
                                request.toString()))
                .requireDone();
    }

    /** What is signed is what was shown, though its file is another one when the yes is typed. */
    @Test
    void requestThatIsSwappedBeforeTheYes_isSignedAsItWasShown() throws Exception {
        create("kek.json");
        Path request = files(".request.json").get(0);
        String shown = Files.readString(request);
        try (TerminalTalk talk =
                hsm.keyhaul()
                        .talk(
                                "approve",
                                request.toString(),
                                "--key",
                                "pem:" + hsm.at("witness.key"))) {
            assertThat(talk.shows("Do you approve exactly this, for one run?")).isTrue();
            Files.writeString(request, shown.replace("tenant-key", "key-vault"));
            talk.type("yes");
            assertThat(talk.question()).isEmpty();
            assertThat(talk.exit()).as(talk.all()).isZero();
        }
        new Refusal(3, "was changed after this host wrote it", "find out who changed it")
                .requireIs(create("kek.json"));
        Files.writeString(request, shown);
        create("kek.json").requireDone();
    }

    /** Whatever a request says, this host has its own copy of it. */
    @Test
    void requestOfAnotherTime_isRefused_byTheApproverAndTheHost() throws Exception {
        create("kek.json");
        Path request = files(".request.json").get(0);
        String text = Files.readString(request);
        Files.writeString(request, text.replaceAll("\"20\\d\\d-", "\"2001-"));
        new Refusal(3, "the request expired at 2001-", "writes a new request")
                .requireIs(approve(request, "witness", "--yes"));
        new Refusal(3, "was changed after this host wrote it", "find out who changed it")
                .requireIs(create("kek.json"));

        Files.writeString(request, text.replaceAll("\"20\\d\\d-", "\"2101-"));
        new Refusal(3, "the request's time is 2101-", "which host's clock is wrong")
                .requireIs(approve(request, "witness", "--yes"));
        Files.writeString(request, text.replaceAll("(\"expires\": )\"20\\d\\d-", "$1\"2101-"));
        RealCommand.Result late = approve(request, "witness", "--yes");
        assertThat(late.exit()).isEqualTo(1);
        assertThat(late.err()).contains("cannot expire at 2101-");
        assertThat(files(".sig")).isEmpty();
    }

    @Test
    void seal_byTwo() throws Exception {
        JsonObject key = hsm.generate("to-seal-" + test, "--json").json();
        Args seal =
                Args.of(
                        "key",
                        "make-unextractable",
                        "-q",
                        "--key",
                        SoftHsmFolder.uri("to-seal-" + test));
        String[] rest = {
            "--expect",
            key.string("fingerprint"),
            "--without-copies",
            "--require-approval",
            "witness.pem",
            "--approvals",
            folder()
        };
        assertThat(hsm.withPin(seal.and(rest)).exit()).isEqualTo(9);
        assertThat(hsm.pkcs11Tool("--list-objects", "--type", "privkey").out())
                .contains("to-seal-" + test);
        approve(files(".request.json").get(0), "witness", "--yes").requireDone();
        assertThat(hsm.withPin(seal.and(rest)).requireDone().out()).doesNotContain(" EXTRACTABLE");
    }

    @Test
    void restore_byTwo() throws Exception {
        hsm.secret("copy.password", "the-copy's-password-4711");
        JsonObject copy =
                hsm.keyhaul()
                        .run(
                                Args.of("backup", "create", "--key", "pem:" + hsm.at("other.key"))
                                        .with("--store", "copies", "--to", "password", "--json")
                                        .and("--out-password-file", hsm.at("copy.password")))
                        .requireDone()
                        .json();
        String[] restore =
                Args.of("backup", "restore", "-q", "--store", "copies", "-o", "restored.pem")
                        .with("--id", copy.string("id"))
                        .with("--expect", copy.string("key_fingerprint"))
                        .with("--password-file", hsm.at("copy.password"))
                        .with("--out-password-file", hsm.at("copy.password"))
                        .and("--require-approval", "witness.pem", "--approvals", folder());

        assertThat(hsm.keyhaul().run(restore).exit()).isEqualTo(9);
        assertThat(hsm.work.resolve("restored.pem")).doesNotExist();
        approve(files(".request.json").get(0), "witness", "--yes").requireDone();
        hsm.keyhaul().run(restore).requireDone();
        assertThat(hsm.work.resolve("restored.pem")).isNotEmptyFile();
    }

    /** What was approved is the key, the KEK and the place: with another place it is asked anew. */
    @Test
    void approvalOfOnePlace_isNoneOfAnother() throws Exception {
        create("kek.json");
        approve(files(".request.json").get(0), "witness", "--yes").requireDone();

        RealCommand.Result elsewhere =
                hsm.withPin(
                        Args.of("byok", "create", "-q", "--key", TENANT, "--kek", "kek.json")
                                .with("--vault", KekFiles.VAULT)
                                .with("-o", "elsewhere.byok", "--approvals", folder())
                                .and("--require-approval", "witness.pem"));
        assertThat(elsewhere.exit()).isEqualTo(9);
        assertThat(hsm.work.resolve("elsewhere.byok")).doesNotExist();
        create("kek.json").requireDone();
    }

    @Test
    void oneKeyNamedTwice_isNotTwoPeople() throws Exception {
        Files.copy(hsm.work.resolve("witness.pem"), hsm.work.resolve("witness-" + test + ".pem"));
        new Refusal(2, "contains the same key as another --require-approval", "another person's")
                .requireIs(create("kek.json", "--require-approval", "witness-" + test + ".pem"));
        assertThat(hsm.work.resolve(folder())).doesNotExist();

        String[] two = {"--require-approval", "other.pem"};
        create("kek.json", two);
        Path request = files(".request.json").get(0);
        approve(request, "witness", "--yes").requireDone();
        RealCommand.Result again = approve(request, "witness", "-q", "--yes");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("exists");
        assertThat(create("kek.json", two).exit()).isEqualTo(9);
        assertThat(hsm.work.resolve("out-" + test + ".byok")).doesNotExist();
    }

    @Test
    void requestThatIsALink_orNoRequest_isNotApproved() throws Exception {
        create("kek.json");
        Path request = files(".request.json").get(0);
        Path link = hsm.work.resolve("link-" + test + ".request.json");
        Files.createSymbolicLink(link, request);
        assertThat(approve(link, "witness", "--yes").exit()).isEqualTo(1);
        Path hostile = hsm.work.resolve("hostile-" + test + ".request.json");
        String good = Files.readString(request);
        for (String content : List.of("", "[".repeat(60_000), good + " ".repeat(100_000))) {
            Files.writeString(hostile, content);
            new Refusal(1, "", "").requireIs(approve(hostile, "witness", "-q", "--yes"));
        }
        assertThat(files(".sig")).isEmpty();

        Files.writeString(hostile, good.replace("byok create", "byok create\\u001b[2J"));
        assertThat(approve(hostile, "witness").out())
                .contains("keyhaul byok create")
                .doesNotContain("\u001b");
    }

    @Test
    void importAndCopy_byTwo_withWhatTheyLeaveTheTokenFor() throws Exception {
        hsm.initToken("far").requireDone();
        Args imported =
                Args.of("key", "import", "-q", "--key", "pem:" + hsm.at("other.key"))
                        .with("--token", "far", "--label", "i", "--require-approval", "witness.pem")
                        .with("--approvals", folder());
        assertThat(hsm.withPin(imported.and()).exit()).isEqualTo(9);
        approve(files(".request.json").get(0), "witness", "--yes").requireDone();
        assertThat(hsm.withPin(imported.with("--extractable").and()).exit())
                .as("with other attributes")
                .isEqualTo(9);
        hsm.withPin(imported.and()).requireDone();
        assertThat(hsm.withPin("key", "list", "--token", "far").requireDone().out()).contains("i");

        JsonObject key = hsm.generate("leaves", "--json").json();
        hsm.certificate("escrow", 3072);
        Args copy =
                Args.of("backup", "create", "-q", "--key", SoftHsmFolder.uri("leaves"))
                        .with(
                                "--to",
                                "rsa:escrow.crt",
                                "--allow-weaker-recipient",
                                key.string("fingerprint"))
                        .with("--require-approval", "witness.pem", "--approvals", folder());
        Args here = copy.with("--store", "left");
        assertThat(hsm.withPin(here.and()).exit()).isEqualTo(9);
        assertThat(hsm.work.resolve("left")).doesNotExist();
        Path request =
                files(".request.json").stream()
                        .filter(f -> f.getFileName().toString().startsWith("backup-create-"))
                        .findFirst()
                        .orElseThrow();
        assertThat(Files.readString(request)).contains("\"--allow-weaker-recipient\": ");
        approve(request, "witness", "--yes").requireDone();
        assertThat(hsm.withPin(copy.with("--store", "elsewhere").and()).exit()).isEqualTo(9);
        hsm.withPin(here.and()).requireDone();
        assertThat(hsm.work.resolve("left")).isNotEmptyDirectory();
        assertThat(hsm.work.resolve("elsewhere")).doesNotExist();
    }
}
