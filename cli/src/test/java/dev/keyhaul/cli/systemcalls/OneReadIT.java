package dev.keyhaul.cli.systemcalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.SystemCalls;
import dev.keyhaul.cli.fixture.TracedCommands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a command checks is what it uses: it opens each of its inputs once, as the system's calls
 * show, so that there is no second read to swap a file for. A journal is read once more to warn of
 * what is unfinished, and when a command that adds to it has taken the lock. What a manifest lists
 * is read again to open it, and compared with the manifest's SHA-256 at each read.
 *
 * <p>The commands of a test run in one JVM, and the calls of each are counted for themselves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class OneReadIT {
    private static final String TENANT = SoftHsmFolder.uri("tenant");
    private static final String JOURNAL = "copies/journal.jsonl";

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private String fingerprint;
    private final List<Read> reads = new ArrayList<>();
    private TracedCommands together;
    private int tests;

    /** A command, and the files that it may open more than once. */
    private record Read(List<String> args, String[] exceptions) {}

    @BeforeAll
    void makeFiles() throws Exception {
        assumeTrue(SystemCalls.arePermitted(), "strace may watch no process here");
        hsm = SoftHsmFolder.withToken(home);
        fingerprint = hsm.generate("tenant", "--json").json().string("fingerprint");
        for (String use : List.of("evidence", "witness")) {
            KeyPair pair = KekFiles.rsa(2048);
            hsm.secret(use + ".key", KekFiles.pem(pair.getPrivate()));
            KekFiles.write(hsm.work, use + ".pem", KekFiles.pem(pair.getPublic()));
        }
        hsm.certificate("escrow", 2048);
    }

    @BeforeEach
    void start() throws Exception {
        reads.clear();
        together = TracedCommands.start(List.of(), home.resolve("trace-" + tests++), hsm.keyhaul());
    }

    @AfterEach
    void close() throws Exception {
        together.close();
    }

    private String[] signed(Args args) {
        return args.and("--sign-with", "pem:" + hsm.at("evidence.key"));
    }

    @Test
    void copiesAndJournals_areReadOnce() throws Exception {
        Args create =
                Args.of("backup", "create", "--json", "--key", TENANT, "--store", "copies")
                        .with("--to", "rsa:escrow.crt", "--allow-weaker-recipient", fingerprint)
                        .with("--replica", "spare", "--pin-file", hsm.at("user.pin"));
        String id = hsm.keyhaul().run(signed(create)).requireDone().json().string("id");
        Args trust = Args.of("--store", "copies", "--signed-by", "evidence.pem");

        run(Args.of("backup", "verify", "--replica", "spare").and(trust));
        run(Args.of("backup", "show", "--id", id).and(trust), JOURNAL);
        Args drill =
                Args.of("backup", "drill", "--id", id, "--expect", fingerprint)
                        .with("--recipient-key", "escrow.pem");
        run(signed(Args.of(drill.and(trust))), JOURNAL, "copies/" + id + "/recipient-1.bin");
        String second = hsm.keyhaul().run(signed(create)).requireDone().json().string("id");
        String head =
                hsm.keyhaul()
                        .run(
                                signed(
                                        Args.of("backup", "drill", "--json", "--store", "copies")
                                                .with("--id", second, "--expect", fingerprint)
                                                .with("--recipient-key", "escrow.pem")))
                        .requireDone()
                        .json()
                        .string("journal_head");
        run(
                Args.of("key", "make-unextractable", "--key", TENANT, "--expect", fingerprint)
                        .with("--expect-head", head, "--pin-file", hsm.at("user.pin"))
                        .and(trust));
        requireAllReadOnce();
    }

    @Test
    void blobsKeksAndApprovals_areReadOnce() throws Exception {
        KekFiles.write(hsm.work, "kek.json", KekFiles.record(KekFiles.rsa(2048).getPublic()));
        hsm.generate("other");
        Args create =
                Args.of("byok", "create", "--key", SoftHsmFolder.uri("other"), "--kek", "kek.json")
                        .with("--pin-file", hsm.at("user.pin"), "--vault", KekFiles.VAULT)
                        .with("-o", "other.byok")
                        .with("--require-approval", "witness.pem");
        assertThat(hsm.keyhaul().run(create.and()).exit()).isEqualTo(9);
        Path request;
        try (var files = Files.list(hsm.work.resolve("approvals"))) {
            request = files.findFirst().orElseThrow();
        }
        run(
                Args.of("approve", request.toString(), "--yes")
                        .and("--key", "pem:" + hsm.at("witness.key")));
        run(create.and());
        requireAllReadOnce();
    }

    /** Runs a command whose calls are looked at later. */
    private void run(String[] args, String... exceptions) throws Exception {
        together.run(args).requireDone();
        reads.add(new Read(List.of(args), exceptions));
    }

    /** Counts, for each command and each file in the folder, how often it was opened. */
    private void requireAllReadOnce() throws Exception {
        List<SystemCalls> each = together.end();
        for (int i = 0; i < reads.size(); i++) {
            Read read = reads.get(i);
            Map<Path, Long> counts = new TreeMap<>(each.get(1 + i).read());
            counts.keySet().removeIf(path -> !path.startsWith(hsm.work) || Files.isDirectory(path));
            assertThat(counts).as(read.args.toString()).isNotEmpty();
            for (String exception : read.exceptions) {
                counts.remove(hsm.work.resolve(exception));
            }
            counts.values().removeIf(count -> count == 1);
            assertThat(counts).as(read.args.toString()).isEmpty();
        }
    }
}
