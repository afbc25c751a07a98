package dev.keyhaul.cli.systemcalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.SystemCalls;
import dev.keyhaul.cli.fixture.TracedCommands;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The system calls of the commands that change something, and of every process that they start:
 * what is made, where, with which mode, and that it is on the disk before it gets its name; and
 * what stands in arguments and environments.
 *
 * <p>The commands of a test run in one JVM, and the calls of each are looked at for themselves. A
 * batch and an audit, to whose JVM the launcher gives other options, have one of their own.
 *
 * <p>The home folder and the folder for temporary files are the test's own, and stay empty. SoftHSM
 * makes its own files, in the token's folder, as it likes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class SystemCallsIT {
    private static final String PASSWORD = "the-file's-password-4713";

    /** Whoever started the command left every mode to it. */
    private static final List<String> ANY_UMASK =
            List.of("sh", "-c", "umask 000; exec \"$@\"", "sh");

    private static final List<String> SECRETS =
            List.of(SoftHsmFolder.PIN, SoftHsmFolder.SO_PIN, PASSWORD, TpdWriter.PASSWORD);

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private Path elsewhere;
    private @Nullable TracedCommands together;
    private int runs;
    private int made;

    @BeforeAll
    void makeFiles() throws Exception {
        assumeTrue(SystemCalls.arePermitted(), "strace may watch no process here");
        hsm = SoftHsmFolder.empty(home);
        hsm.secret("file.password", PASSWORD);
        elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        KekFiles.write(hsm.work, "s.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
    }

    @AfterEach
    void closeAfterAFailure() throws Exception {
        if (together != null) {
            together.close();
            together = null;
        }
    }

    @Test
    void commands_makeFilesForTheirOwnerAlone_whereTheyWereTold_andPassNoSecretOn()
            throws Exception {
        String password = hsm.at("file.password");
        trace(
                Args.of("token", "init", "--token", "hsm", "--so-pin-file", hsm.at("so.pin"))
                        .and("--pin-file", hsm.at("user.pin")));
        trace(withPin("key", "generate", "--token", "hsm").and("--label", "t"));
        trace(
                withPin("key", "generate", "--token", "hsm", "--label", "recovery")
                        .and("--purpose", "recovery"));
        trace(
                KekFiles.trusted(
                        hsm.work,
                        withPin("byok", "create", "--key", SoftHsmFolder.uri("t"))
                                .and("--kek", "kek.json", "-o", "t.byok")));
        assertThat(hsm.work.resolve("t.byok")).isRegularFile();
        JsonObject copy =
                trace(
                                withPin("backup", "create", "--json", "--store", "copies")
                                        .with("--key", SoftHsmFolder.uri("t"))
                                        .with("--to", SoftHsmFolder.uri("recovery"))
                                        .and("--same-token-only"))
                        .json();
        trace(
                withPin("backup", "drill", "--store", "copies", "--id", copy.string("id"))
                        .and("--expect", copy.string("key_fingerprint")));
        trace(
                withPin("backup", "restore", "--store", "copies", "--id", copy.string("id"))
                        .with("--expect", copy.string("key_fingerprint"), "--key-id", "77")
                        .and("--token", "hsm", "--label", "again"));
        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            trace(
                    withPin("vault", "import-key", "--rehearsal", "--name", "t")
                            .with("--key", SoftHsmFolder.uri("t"), "--vault", ServedVault.URL)
                            .and("--local-vault", vault.accessFile().toString()));
            upload(vault, copy.string("key_fingerprint"));
            kekAndBatchInto(vault);
        }
        trace(withPin("key", "import", "--key", "pem:s.pem", "--token", "hsm").and("--label", "s"));
        trace(
                Args.of("pfx", "create", "--key", "pem:s.pem", "-o", "s.pfx", "--subject", "CN=s")
                        .and("--out-password-file", password));
        trace(
                withPin("key", "delete", "--key", SoftHsmFolder.uri("t"))
                        .and("--expect", copy.string("key_fingerprint")));
        requireCallsOfAll();
        assertThat(made).as("files and folders made").isGreaterThanOrEqualTo(9);
        System.out.println(runs + " commands traced, " + made + " files and folders made");
    }

    private void kekAndBatchInto(ServedVault vault) throws Exception {
        String[] vaultOfAll = {"--local-vault", vault.accessFile().toString()};
        Args kek = Args.of(vaultOfAll).with("--vault", ServedVault.URL, "--name", "kek-2");
        trace(Args.of("kek", "create").and(kek));
        trace(Args.of("kek", "download", "-o", "v-2.json").and(kek));
        trace(
                Args.of("vault", "backup-key", "--vault", ServedVault.URL, "--name", "t")
                        .with(vaultOfAll)
                        .and("-o", "t.backup"));
        KekFiles.write(
                hsm.work,
                "vault.csv",
                "source,vault,name\npem:s.pem," + ServedVault.URL + ",soft\n");
        traceAlone(Args.of("batch", "run", "vault.csv", "--rehearsal").and(vaultOfAll));
        trace(Args.of("kek", "disable").and(kek));
    }

    /** Two people, their records, and the page that is made of them. */
    @Test
    void approvedAndRecordedWork_makesFilesForItsOwnerAlone() throws Exception {
        String token = "pkcs11:token=two;object=";
        hsm.initToken("two").requireDone();
        Args generate = withPin("key", "generate", "--json", "--token", "two");
        hsm.keyhaul()
                .run(generate.and("--label", "evidence", "--purpose", "evidence"))
                .requireDone();
        JsonObject key = hsm.keyhaul().run(generate.and("--label", "to-seal")).requireDone().json();
        Args seal =
                withPin("key", "make-unextractable", "--key", token + "to-seal", "--without-copies")
                        .with("--expect", key.string("fingerprint"), "--record", "work")
                        .with("--sign-with", token + "evidence")
                        .with("--person", "operator=Ada Bell")
                        .with("--require-approval", "witness.pem", "--approvals", "asked");
        var pair = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "witness.pem", KekFiles.pem(pair.getPublic()));
        hsm.secret("witness.key", KekFiles.pem(pair.getPrivate()));

        assertThat(traced(seal.and()).exit()).as("asked for").isEqualTo(9);
        Path request;
        try (Stream<Path> files = Files.list(hsm.work.resolve("asked"))) {
            request = files.findFirst().orElseThrow();
        }
        trace(
                Args.of("approve", request.toString(), "--yes", "--record", "work")
                        .with("--person", "witness=Bo Ruiz")
                        .and("--key", "pem:" + hsm.at("witness.key")));
        trace(seal.and());
        trace("ceremony", "report", "work", "-o", "report.html");
        trace("ceremony", "report", "--verify-only", "work");
        trace(
                Args.of("ceremony", "close", "work", "--person", "operator=Ada Bell")
                        .and("--sign-with", "pem:" + hsm.at("witness.key")));
        requireCallsOfAll();
        System.out.println(runs + " commands traced, " + made + " files and folders made");
    }

    /** Copies for people without a token, and a domain of AD RMS. */
    @Test
    void copiesAndDomains_makeFilesForTheirOwnerAlone() throws Exception {
        Files.write(
                hsm.work.resolve("d.xml"), TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());
        hsm.secret("tpd.password", TpdWriter.PASSWORD);
        String[] out = {"--out-password-file", hsm.at("file.password")};
        Args in = Args.of("--password-file", hsm.at("tpd.password"));
        trace(Args.of("inspect", "d.xml").and(in));
        trace(
                Args.of("tpd", "convert", "d.xml", "--keyless-out", "k.xml", "--key-out", "k.pem")
                        .with(out)
                        .and(in));
        String[] holders = {
            "--share-password-file", "anna.pass", "--share-password-file", "b.pass"
        };
        JsonObject copy =
                trace(
                                Args.of("backup", "create", "--json", "--key", "pem:s.pem")
                                        .with("--store", "shared", "--replica", "shared-2")
                                        .with("--to", "shares:2/2", "--generate")
                                        .and(holders))
                        .json();
        trace(
                Args.of("backup", "restore", "--store", "shared", "-o", "restored.pem")
                        .with("--id", copy.string("id"))
                        .with("--expect", copy.string("key_fingerprint"))
                        .with(out)
                        .and(holders));
        trace("backup", "verify", "--all", "--store", "shared");
        KekFiles.write(hsm.work, "blobs.csv", "source,kek,output\npem:s.pem,kek.json,b.byok\n");
        requireCallsOfAll();
        traceAlone(Args.of("batch", "run", "blobs.csv").and(KekFiles.trust(hsm.work, "kek.json")));
        assertThat(hsm.work.resolve("b.byok")).isRegularFile();
        System.out.println(runs + " commands traced, " + made + " files and folders made");
    }

    /**
     * The logs name who used the key, and when: the report and the events are for their owner too.
     */
    @Test
    void audit_makesFilesForItsOwnerAlone_andLeavesNothingInItsTemporaryFolder() throws Exception {
        Path scratch = Files.createDirectory(hsm.work.resolve("scratch"));
        KekFiles.write(
                hsm.work,
                "PT1H.json",
                "{\"time\":\"2026-01-05T12:00:00Z\",\"category\":\"AuditEvent\","
                        + "\"operationName\":\"KeyGet\",\"properties\":{\"id\":"
                        + "\"https://contoso-kv.vault.azure.net/keys/tenant\","
                        + "\"httpStatusCode\":200}}\n");

        traceAlone(
                Args.of("audit", "--vault-log", "PT1H.json", "--temp", "scratch")
                        .and("--html", "a.html", "--csv", "a.csv", "--parquet", "a.parquet"));

        for (String file : List.of("a.html", "a.csv", "a.parquet")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(hsm.work.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        assertThat(scratch).isEmptyDirectory();
    }

    /** With a record, which is a file of its own. */
    private void upload(ServedVault vault, String fingerprint) throws Exception {
        vault.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
        vault.run("kek", "download", "--name", "kek", "-o", "v.json").requireDone();
        Args blob = withPin("byok", "create", "--key", SoftHsmFolder.uri("t"), "--kek", "v.json");
        hsm.keyhaul().run(blob.and("--rehearsal", "-o", "v.byok")).requireDone();
        trace(
                Args.of(
                                "vault",
                                "import-key",
                                "--blob",
                                "v.byok",
                                "--name",
                                "v",
                                "--expect",
                                fingerprint)
                        .with("--vault", ServedVault.URL)
                        .with("--local-vault", vault.accessFile().toString())
                        .and("--record", "records", "--person", "operator=Ada Bell"));
        assertThat(hsm.work.resolve("records")).isNotEmptyDirectory();
    }

    private Args withPin(String... args) {
        return Args.of(Args.of(args).andPin(hsm.at("user.pin")));
    }

    private RealCommand.Result trace(String... args) throws Exception {
        return traced(args).requireDone();
    }

    /** A command that fails leaves no more than one that does its work. */
    private RealCommand.Result traced(String... args) throws Exception {
        runs++;
        if (together == null) {
            together =
                    TracedCommands.start(ANY_UMASK, home.resolve("trace-" + runs), keyhaul(), args);
        }
        RealCommand.Result result = together.run(args);
        assertThat(elsewhere).isEmptyDirectory();
        return result;
    }

    private void traceAlone(String... args) throws Exception {
        Path output = Files.createDirectory(home.resolve("trace-" + ++runs)).resolve("calls");
        List<String> command = new ArrayList<>(ANY_UMASK);
        command.addAll(SystemCalls.tracing(output));
        command.add(RealCommand.PROGRAM);
        command.addAll(List.of(args));
        keyhaul().runProgram(command).requireDone();
        SystemCalls calls = SystemCalls.in(output, hsm.work);
        assertThat(calls.started()).hasSizeGreaterThan(1);
        requireHarmless(calls);
        assertThat(elsewhere).isEmptyDirectory();
    }

    private RealCommand keyhaul() {
        return hsm.keyhaul()
                .with("HOME", elsewhere.toString())
                .with("XDG_STATE_HOME", hsm.at("state"))
                .with("TMPDIR", elsewhere.toString())
                .with("JAVA_TOOL_OPTIONS", "");
    }

    /** Ends the JVM of the commands that ran together. */
    private void requireCallsOfAll() throws Exception {
        List<SystemCalls> each = Objects.requireNonNull(together).end();
        together = null;
        assertThat(each.get(0).started()).hasSizeGreaterThan(1);
        each.forEach(this::requireHarmless);
        assertThat(elsewhere).isEmptyDirectory();
    }

    private void requireHarmless(SystemCalls calls) {
        assertThat(calls.started()).noneMatch(SystemCallsIT::namesASecret);
        assertThat(calls.network()).allMatch(SystemCallsIT::isLoopback);
        assertThat(calls.changed()).allMatch(this::isWhereItWasTold);
        // JNA makes this folder, looks through it and removes what it finds, if it may unpack.
        assertThat(calls.named()).noneMatch(path -> path.toString().contains("/.cache/JNA"));
        assertThat(calls.notSynced()).isEmpty();
        List<SystemCalls.Change> created =
                calls.created().stream().filter(change -> !isOfAnother(change)).toList();
        Set<Path> exclusive =
                created.stream()
                        .filter(SystemCallsIT::isNewAndPrivate)
                        .map(SystemCalls.Change::path)
                        .collect(Collectors.toSet());
        // DuckDB opens, as if to make it, an export's file that was made for it.
        created =
                created.stream()
                        .filter(
                                change ->
                                        !isExport(change)
                                                || isNewAndPrivate(change)
                                                || !exclusive.contains(change.path()))
                        .toList();
        assertThat(created).allMatch(SystemCallsIT::isNewAndPrivate);
        made += created.size();
    }

    /** As an address of version 4, or of version 6. */
    private static boolean isLoopback(String call) {
        return call.contains("inet_addr(\"127.0.0.1\")") || call.contains("\"::ffff:127.0.0.1\"");
    }

    private static boolean namesASecret(String call) {
        return SECRETS.stream().anyMatch(call::contains);
    }

    private boolean isWhereItWasTold(SystemCalls.Change change) {
        return change.path().startsWith(hsm.work)
                || change.path().startsWith(home.resolve("state"))
                || isOfAnother(change);
    }

    /**
     * SoftHSM's own files; DuckDB's, in the audit's temporary folder, which is made for its owner
     * alone; the shell's {@code 2>/dev/null}; the JVM's own coredump_filter, by which dumps hold
     * less.
     */
    private static boolean isOfAnother(SystemCalls.Change change) {
        return change.path().startsWith(home.resolve("tokens"))
                || change.path().toString().matches(".*/scratch/keyhaul-audit-[0-9a-f-]+/.+")
                || change.path().equals(Path.of("/dev/null"))
                || change.path().equals(Path.of("/proc/self/coredump_filter"));
    }

    private static boolean isExport(SystemCalls.Change change) {
        return change.path().getFileName().toString().matches("\\.keyhaul-[0-9a-f-]+\\.tmp");
    }

    private static boolean isNewAndPrivate(SystemCalls.Change change) {
        return change.call().equals("mkdir")
                ? change.arguments().endsWith(", 0700")
                : change.arguments().contains("O_EXCL") && change.arguments().endsWith(", 0600");
    }
}
