package dev.keyhaul.cli.approve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * No key that a command works with approves it: each command, with each kind of key that it has.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class WhoMayNotApproveIT {
    private static final String TENANT = SoftHsmFolder.uri("tenant");
    private static final String RECOVERY = SoftHsmFolder.uri("recovery");
    private static final String NO_KEK = "it uses no KEK";
    private static final String NO_TARGET = "it is about a KEK alone";
    private static final String NO_RECIPIENT = "nothing is wrapped for a recipient, or opened";

    @TempDir static Path home;

    /** A kind of key, and the file with its public half. */
    private enum Kind {
        TARGET("tenant", KeyFact.TARGET),
        KEK("kek", KeyFact.KEK),
        EVIDENCE("evidence", KeyFact.EVIDENCE),
        RECIPIENT("recovery", KeyFact.RECIPIENT);

        private final String name;
        private final String role;

        Kind(String name, String role) {
            this.name = name;
            this.role = role;
        }
    }

    /** What a command is given so that a key of one kind is there, or why there is none. */
    private record Cell(Args more, String why) {
        static Cell with(String... more) {
            return new Cell(Args.of(more), "");
        }

        static Cell none(String why) {
            return new Cell(Args.of(), why);
        }
    }

    /** After the words of a command that has a second row: it opens no key. */
    private static final String OF_BLOB = " --blob";

    private final Map<String, Map<Kind, Cell>> table = new LinkedHashMap<>();
    private final Map<String, Args> lines = new LinkedHashMap<>();
    private ShimFolder shim;
    private SoftHsmFolder hsm;
    private ServedVault vault;

    @BeforeAll
    void makeKeys() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.obey("maker Another-maker");
        hsm = shim.hsm;
        hsm.generate("tenant");
        hsm.generate("recovery", "--purpose", "recovery");
        for (String label : new String[] {"tenant", "recovery"}) {
            hsm.withPin(
                            "key",
                            "export-public",
                            "--key",
                            SoftHsmFolder.uri(label),
                            "-o",
                            label + ".pem")
                    .requireDone();
        }
        KeyPair evidence = KekFiles.rsa(2048);
        hsm.secret("evidence.key", KekFiles.pem(evidence.getPrivate()));
        KekFiles.write(hsm.work, "evidence.pem", KekFiles.pem(evidence.getPublic()));
        vault = ServedVault.start(hsm, "vault");
        vault.run("kek", "create", "--name", "kek-1", "--bits", "2048").requireDone();
        vault.run("kek", "download", "--name", "kek-1", "-o", "kek.json").requireDone();
        byte[] record = Files.readAllBytes(hsm.work.resolve("kek.json"));
        KekFiles.write(hsm.work, "kek.pem", KekFiles.pem(KekRecord.parse(record).publicKey()));
        hsm.withPin(create("up.byok").and()).requireDone();
        hsm.withPin(copy("copies").and()).requireDone();
        fillTable();
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    private static Args create(String out) {
        return Args.of("byok", "create", "--key", TENANT, "--kek", "kek.json", "--rehearsal")
                .with("-o", out);
    }

    private static Args copy(String store) {
        return Args.of("backup", "create", "--key", TENANT, "--to", RECOVERY)
                .with("--same-token-only", "--store", store);
    }

    private void fillTable() throws Exception {
        String fingerprint = fingerprint("tenant");
        String id =
                hsm.keyhaul()
                        .run("backup", "list", "--store", "copies", "--json")
                        .requireDone()
                        .json()
                        .objects("copies")
                        .get(0)
                        .string("id");
        KekFiles.write(
                hsm.work,
                "keys.jsonl",
                JsonObject.builder()
                                .put("source", TENANT)
                                .put("kek", "kek.json")
                                .put("output", "batch.byok")
                                .put("expect", fingerprint)
                                .build()
                                .toCompactString()
                        + "\n");
        Cell proveIn = Cell.with(proveIn());
        Cell plain = Cell.with();

        row(
                Args.of(
                                "key",
                                "import",
                                "--key",
                                "blob:up.byok",
                                "--token",
                                "hsm",
                                "--label",
                                "new")
                        .with("--expect", "tenant.pem"),
                plain,
                Cell.none(NO_KEK),
                plain);
        row(
                Args.of("key", "make-unextractable", "--key", TENANT, "--expect", fingerprint)
                        .with("--without-copies"),
                plain,
                Cell.none(NO_KEK),
                Cell.none(NO_RECIPIENT));
        row(
                Args.of("key", "delete", "--key", TENANT, "--expect", fingerprint),
                plain,
                Cell.none(NO_KEK),
                Cell.none(NO_RECIPIENT));
        row(
                Args.of("kek", "create", "--name", "kek-2"),
                Cell.none(NO_TARGET),
                Cell.none("the vault makes the KEK after the approval"),
                Cell.none(NO_RECIPIENT));
        row(
                Args.of("kek", "download", "--name", "kek-1", "-o", "again.json"),
                Cell.none(NO_TARGET),
                plain,
                Cell.none(NO_RECIPIENT));
        row(
                Args.of("kek", "disable", "--name", "kek-1"),
                Cell.none(NO_TARGET),
                plain,
                Cell.none(NO_RECIPIENT));
        row(create("not-made.byok"), plain, plain, proveIn);
        row(
                Args.of("vault", "import-key", "--key", TENANT, "--name", "new", "--rehearsal"),
                plain,
                Cell.with("--kek-name", "kek-1"),
                proveIn);
        row(
                Args.of(
                        "vault",
                        "import-key",
                        "--blob",
                        "up.byok",
                        "--name",
                        "new",
                        "--expect",
                        "tenant.pem"),
                plain,
                Cell.with("--kek", "kek.json"),
                Cell.none(NO_RECIPIENT));
        row(copy("not-made"), plain, Cell.none(NO_KEK), plain);
        row(
                Args.of("backup", "restore", "--store", "copies", "--id", id)
                        .with("--expect", "tenant.pem", "--token", "hsm", "--label", "new"),
                plain,
                Cell.none(NO_KEK),
                plain);
        row(Args.of("batch", "run", "keys.jsonl", "--rehearsal"), plain, plain, proveIn);
    }

    private String[] proveIn() throws Exception {
        return Args.of("--prove-in", RECOVERY + "?module-path=" + hsm.module())
                .with("--prove-in-store", "copies", "--prove-in-pin-file", hsm.at("user.pin"))
                .and("--module", shim.module());
    }

    private String[] evidence() {
        return Args.of("--record", "records", "--person", "operator=Ada Bell")
                .and("--sign-with", "pem:" + hsm.at("evidence.key"));
    }

    /** The evidence key of the operator signs the record of each command. */
    private void row(Args line, Cell target, Cell kek, Cell recipient) {
        Map<Kind, Cell> row = new EnumMap<>(Kind.class);
        row.put(Kind.TARGET, target);
        row.put(Kind.KEK, kek);
        row.put(Kind.EVIDENCE, Cell.with(evidence()));
        row.put(Kind.RECIPIENT, recipient);
        String name = String.join(" ", line.first().subList(0, 2));
        if (line.first().contains(OF_BLOB.strip())) {
            name += OF_BLOB;
        }
        table.put(name, row);
        lines.put(name, line);
    }

    @Test
    void eachKeyOfACommand_isRefusedAsItsApprover() throws Exception {
        SoftAssertions all = new SoftAssertions();
        int tried = 0;
        for (String name : table.keySet()) {
            for (Map.Entry<Kind, Cell> cell : table.get(name).entrySet()) {
                if (cell.getValue().why().isEmpty()) {
                    RealCommand.Result refused = run(name, cell.getKey(), cell.getValue());
                    all.assertThat(refused.exit())
                            .as("%s, %s: %s", name, cell.getKey(), refused.err())
                            .isEqualTo(3);
                    all.assertThat(refused.err())
                            .as("%s, %s", name, cell.getKey())
                            .contains(
                                    " cannot approve this command: it is also its "
                                            + cell.getKey().role);
                    tried++;
                }
            }
        }
        all.assertThat(tried).isEqualTo(33);
        all.assertThat(hsm.work.resolve("approvals")).isEmptyDirectory();
        all.assertAll();
    }

    private RealCommand.Result run(String name, Kind kind, Cell cell) throws Exception {
        Args line =
                Args.of(lines.get(name).and(cell.more()))
                        .with("--require-approval", kind.name + ".pem");
        String[] words = name.endsWith(OF_BLOB) ? line.and() : line.andPin(hsm.at("user.pin"));
        return name.startsWith("kek ") || name.startsWith("vault ")
                ? vault.run(words)
                : hsm.keyhaul().run(words);
    }

    /** Whoever holds the private half of such a KEK reads what is wrapped. */
    @Test
    void keyOfTheCommand_isNoKek() throws Exception {
        requireNoKek("tenant", "the KEK is the public half of the key");
        requireNoKek("evidence", "is also the evidence key of this command", evidence());
        requireNoKek("recovery", "is also the recipient of this command", proveIn());
        new Refusal(3, "the KEK is the public half of the key", "created for this import")
                .requireIs(
                        hsm.withPin(
                                Args.of("byok", "create", "-q", "--key", TENANT, "-o", "no.bin")
                                        .with("--format", "aws", "--kek", "tenant.pem")
                                        .and("--kek-sha256", fingerprint("tenant"))));
        assertThat(hsm.work.resolve("no.bin")).doesNotExist();
    }

    private void requireNoKek(String name, String error, String... more) throws Exception {
        Args line =
                Args.of("byok", "create", "-q", "--key", TENANT, "--kek", name + ".pem")
                        .with("--kid", KekFiles.KID, "--vault", KekFiles.VAULT, "-o", "no.byok")
                        .with("--kek-sha256", fingerprint(name))
                        .with(more);
        RealCommand.Result refused = hsm.withPin(line.and());
        assertThat(refused.exit()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err()).contains(error);
        assertThat(hsm.work.resolve("no.byok")).doesNotExist();
    }

    private String fingerprint(String name) throws Exception {
        return Fingerprint.of(
                        PublicKeyEncoding.parse(
                                Files.readAllBytes(hsm.work.resolve(name + ".pem"))))
                .hex();
    }

    @Test
    void table_hasEachCommandThatAsksForApprovals() {
        Set<String> asking = new TreeSet<>();
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            if (Commands.KEYHAUL
                    .line(entry)
                    .getCommandSpec()
                    .optionsMap()
                    .containsKey("--require-approval")) {
                asking.add(entry.name());
            }
        }
        assertThat(table.keySet().stream().filter(name -> !name.endsWith(OF_BLOB)))
                .containsExactlyInAnyOrderElementsOf(asking);
    }
}
