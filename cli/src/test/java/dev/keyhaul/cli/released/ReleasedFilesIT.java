package dev.keyhaul.cli.released;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenedBlob;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ReleasedFiles;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What 0.1.0 made is verified, drilled, restored, resumed and served by this version. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class ReleasedFilesIT {
    private static final String EVIDENCE = "keys/evidence.pub.pem";
    private static final String PASSWORD = "secrets/copy.password";

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private String signedHead;

    @BeforeAll
    void copyFixtures() throws Exception {
        hsm = ReleasedFiles.open("0.1.0", home);
        signedHead = ReleasedFiles.head(hsm.work.resolve("copies-signed/store"));
        // A drill and a restore write to the journal, which a replica then lacks.
        ReleasedFiles.copy("0.1.0/copies-signed/store", hsm.work.resolve("drilled"));
        ReleasedFiles.copy("0.1.0/copies-unsigned/store", hsm.work.resolve("restored"));
    }

    @Test
    void signedStore_isAuthentic_fromItsHeadOn() throws Exception {
        assertThat(
                        verifySigned(
                                        "copies-signed/store",
                                        "--replica",
                                        "copies-signed/replica",
                                        "--expect-head",
                                        signedHead)
                                .requireDone()
                                .out())
                .contains("each entry");
    }

    private RealCommand.Result verifySigned(String store, String... more) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("backup", "verify", "--json", "--all", "--store", store)
                                .with("--signed-by", EVIDENCE)
                                .and(more));
    }

    @Test
    void drillAndRestore_areProven() throws Exception {
        for (String kind : List.of("certificate", "password")) {
            JsonObject shown = shown("drilled", copy("signed", kind));
            assertThat(shown.string("last_proven")).as(kind).startsWith("2026-12-01T13:0");
            assertThat(shown.strings("history").toString()).as(kind).contains("drilled by ");
        }
    }

    private JsonObject shown(String store, String id) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("backup", "show", "--json", "--store", store, "--id", id)
                                .and("--signed-by", EVIDENCE))
                .requireDone()
                .json();
    }

    @Test
    void unsignedStore_isConsistent_listed_andShowsItsHistory() throws Exception {
        String store = "copies-unsigned/store";
        hsm.keyhaul()
                .run("backup", "verify", "--store", store, "--replica", "copies-unsigned/replica")
                .requireDone();
        RealCommand.Result list = hsm.keyhaul().run("backup", "list", "--json", "--store", store);
        assertThat(list.requireDone().json().objects("copies")).hasSize(8);
        JsonObject shown =
                hsm.keyhaul()
                        .run(
                                Args.of("backup", "show", "--json", "--store", store)
                                        .and("--id", copy("unsigned", "password")))
                        .requireDone()
                        .json();
        assertThat(shown.strings("history").toString()).contains("drilled by", "restored by");
    }

    private String copy(String signedOrNot, String kind) throws Exception {
        return ReleasedFiles.copy(hsm.work.resolve("copies-" + signedOrNot), kind);
    }

    @ParameterizedTest
    @CsvSource({
        "pair, tenant,",
        "aes, tenant,",
        "padded, tenant, --recipient-key keys/escrow.pem",
        "shares, soft, --share-key keys/anna.pem --share-key keys/cleo.pem"
    })
    void signedCopy_isDrilled(String kind, String key, String opener) throws Exception {
        Args drill =
                Args.of("backup", "drill", "-q", "--store", "drilled")
                        .with("--id", copy("signed", kind), "--signed-by", EVIDENCE)
                        .with("--expect", publicHalf(key), "--expect-head", signedHead)
                        .with("--sign-with", SoftHsmFolder.uri("evidence"))
                        .with("--sign-pin-file", hsm.at("user.pin"));
        hsm.withPin(drill.and(words(opener))).requireDone();
    }

    private static String[] words(String text) {
        return text == null ? new String[0] : text.split(" ");
    }

    private static String publicHalf(String key) {
        return "keys/" + key + ".pub.pem";
    }

    @ParameterizedTest
    @CsvSource({
        "pair, tenant, --label restored",
        "certificate, soft, --recipient-key keys/escrow.pem",
        "password, soft, --password-file secrets/copy.password",
        "passphrases, soft, --share-password-file secrets/ben.passphrase"
                + " --share-password-file secrets/cleo.passphrase"
    })
    void unsignedCopy_isRestored(String kind, String key, String opener) throws Exception {
        Args restore =
                Args.of("backup", "restore", "-q", "--store", "restored")
                        .with("--id", copy("unsigned", kind), "--expect", publicHalf(key));
        String file = kind + ".pem";
        if (!kind.equals("pair")) {
            restore = restore.with("-o", file, "--out-password-file", PASSWORD);
        }
        hsm.withPin(restore.and(words(opener))).requireDone();
        if (!kind.equals("pair")) {
            assertThat(openssl("pkey", "-in", file, "-passin", "file:" + PASSWORD, "-pubout"))
                    .isEqualTo(Files.readString(hsm.work.resolve(publicHalf(key))));
        }
    }

    private String openssl(String... args) throws Exception {
        return hsm.keyhaul()
                .runProgram(Stream.concat(Stream.of("openssl"), Stream.of(args)).toList())
                .requireDone()
                .out();
    }

    @Test
    void signedRecords_areAuthentic_andReported() throws Exception {
        String records = "record-signed/records";
        assertThat(
                        hsm.keyhaul()
                                .run(
                                        Args.of("ceremony", "report", "--verify-only")
                                                .and(records, "--signed-by", EVIDENCE))
                                .requireDone()
                                .out())
                .contains("authentic");
        hsm.keyhaul()
                .run("ceremony", "report", records, "--signed-by", EVIDENCE, "-o", "report.html")
                .requireDone();
        assertThat(hsm.work.resolve("report.html")).content().contains("byok create");
    }

    @Test
    void unsignedRecords_areConsistent() throws Exception {
        assertThat(
                        hsm.keyhaul()
                                .run(
                                        "ceremony",
                                        "report",
                                        "--verify-only",
                                        "record-unsigned/records")
                                .requireDone()
                                .out())
                .contains("consistent at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "3.0.0"})
    void recordInAnotherVersionsFormat_isRefused(String version) throws Exception {
        Path records = hsm.work.resolve("records-" + version);
        ReleasedFiles.copy("0.1.0/record-unsigned/records", records);
        Path record = records.resolve("20261201T130039.662Z-byok-create.record.json");
        Files.writeString(record, Files.readString(record).replaceFirst("2\\.0\\.0", version));

        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                "ceremony",
                                "report",
                                "--verify-only",
                                records.getFileName().toString());

        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.out()).contains("schema_version is " + version + ", not 2.0.0");
    }

    /**
     * Each blob is under the KEK whose private half is there. The KEK's fingerprint and its vault
     * are given again, as they were when the batch began.
     */
    @ParameterizedTest
    @ValueSource(strings = {"blobs", "bare"})
    void blobs_ofAKilledBatch_areResumed(String name) throws Exception {
        Args resume = Args.of("batch", "run", "batch/" + name + ".csv", "--resume", "--json");
        String[] trust = KekFiles.trust(hsm.work, "batch/kek.json");
        new Refusal(2, "--vault is missing", "give --vault https://")
                .requireIs(hsm.withPin(resume.and(trust[0], trust[1])));
        if (name.equals("bare")) {
            new Refusal(3, "is not authenticated", "give it with --kek-sha256")
                    .requireIs(hsm.withPin(resume.and(trust[2], trust[3])));
        }
        JsonObject report = hsm.withPin(resume.and(trust)).requireDone().json();
        assertThat(report.number("done") + report.number("done_before")).isEqualTo(30);
        assertThat(report.number("done_before")).isPositive();
        assertThat(report.number("done")).isPositive();
        for (int item = 1; item <= 30; item++) {
            String key = item % 2 == 0 ? "tenant" : "soft-" + item % 4;
            assertThat(opened("batch/" + name + "/" + item + ".byok")).isEqualTo(publicKey(key));
        }
    }

    /** Returns the public half of the key in a blob. */
    private RSAPublicKey opened(String blob) throws Exception {
        JsonObject json = JsonObject.parse(Files.readAllBytes(hsm.work.resolve(blob)));
        PrivateKey kek = ReleasedFiles.privateKey(hsm.work.resolve("keys/kek.pem"));
        return ReleasedFiles.publicHalf(OpenedBlob.of(json.string("ciphertext"), kek).key());
    }

    private RSAPublicKey publicKey(String name) throws Exception {
        Path file = hsm.work.resolve("keys/" + name + ".pub.pem");
        return Files.exists(file)
                ? PublicKeyEncoding.parse(Files.readAllBytes(file))
                : ReleasedFiles.publicHalf(
                        ReleasedFiles.privateKey(hsm.work.resolve("keys/" + name + ".pem")));
    }

    @Test
    void copies_ofAKilledBatch_areResumed() throws Exception {
        JsonObject report =
                hsm.keyhaul().run("batch", "run", "batch/copies.csv", "--resume", "--json").json();
        assertThat(report.number("done_before")).isPositive();
        assertThat(report.number("remaining")).isZero();
        hsm.keyhaul().run("backup", "verify", "--store", "batch/copies").requireDone();
    }

    /** The vault did the third import, of which the killed batch never heard. */
    @Test
    void vaultsState_isServed_andImportsOfAKilledBatchAreResumed() throws Exception {
        String state = hsm.work.resolve("vault-state").toString();
        try (ServedVault vault = ServedVault.start(hsm, "vault", "--state", state)) {
            assertThat(vault.show("tenant").string("fingerprint"))
                    .isEqualTo(Fingerprint.of(publicKey("tenant")).toString());
            JsonObject report =
                    hsm.keyhaul()
                            .run(
                                    Args.of("batch", "run", "batch/imports.csv", "--resume")
                                            .with("--rehearsal", "--json")
                                            .and("--local-vault", vault.accessFile().toString()))
                            .requireDone()
                            .json();
            assertThat(report.number("done_before")).isEqualTo(2);
            assertThat(report.number("done")).isEqualTo(2);
            assertThat(vault.show("batch-3").string("fingerprint"))
                    .isEqualTo(Fingerprint.of(publicKey("soft-3")).toString());
            vault.run(
                            Args.of("vault", "import-key", "--blob", "record-signed/tenant.byok")
                                    .and("--name", "again", "--expect", publicHalf("tenant")))
                    .requireDone();
        }
    }

    /** Each form in which a KEK came: with its fingerprint, which a second person read. */
    @Test
    void keks_ofEachForm_areUsed() throws Exception {
        String kid = "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";
        byte[] der = Files.readAllBytes(hsm.work.resolve("kek/kek.der"));
        String same = kid + "," + Sha256.hex(der);
        Files.writeString(
                hsm.work.resolve("keks.csv"),
                String.join(
                        "\n",
                        "source,output,kek,kid,kek_sha256",
                        "pem:keys/soft.pem,1.byok,kek/az-keyvault-key-show.json," + same,
                        "pem:keys/soft.pem,2.byok,kek/kek.pem," + same,
                        "pem:keys/soft.pem,3.byok,kek/kek.der," + same,
                        "pem:keys/soft.pem,4.byok,kek/vault.json,,",
                        "pem:keys/soft.pem,5.byok,kek/managed-hsm.json,,"));
        hsm.keyhaul()
                .run("batch", "run", "keks.csv", "--rehearsal", "--vault", KekFiles.VAULT)
                .requireDone();
        for (int i = 1; i <= 3; i++) {
            assertThat(opened(i + ".byok")).isEqualTo(publicKey("soft"));
        }
    }
}
