package dev.keyhaul.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A vault that does not open a blob: another key may open it, so it is an incident. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
final class RejectedBlobIT {
    private static final String DOES_NOT_OPEN = "could not open the blob: cannot import key ";
    private static final String DO_NOT_RETRY = "treat the key as exposed if the blob left the room";

    @TempDir static Path home;

    private SoftHsmFolder folder;
    private ServedVault vault;

    @BeforeAll
    void makeBlobs() throws Exception {
        folder = SoftHsmFolder.empty(home);
        KeyPair tenant = KekFiles.rsa(2048);
        KekFiles.write(folder.work, "tenant.pem", KekFiles.pem(tenant.getPrivate()));
        KekFiles.write(folder.work, "tenant.pub", KekFiles.pem(tenant.getPublic()));
        vault = ServedVault.start(folder, "vault", "--log", "logs");
        makeKek("kek", "kek.json");
        swap("kek.json", "swapped.json");
        create("kek.json", "good.byok");
        create("swapped.json", "swapped.byok");
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    private void makeKek(String name, String file) throws Exception {
        vault.run("kek", "create", "--name", name, "--bits", "2048").requireDone();
        vault.run("kek", "download", "--name", name, "-o", file).requireDone();
    }

    /** The KEK's record with the public key of somebody else, who can open what it wraps. */
    private void swap(String file, String swapped) throws Exception {
        JsonObject record = JsonObject.parse(Files.readAllBytes(folder.work.resolve(file)));
        RSAPublicKey other = (RSAPublicKey) KekFiles.rsa(2048).getPublic();
        KekFiles.write(
                folder.work,
                swapped,
                record.toCompactString()
                        .replace(
                                record.string("n"), PublicKeyEncoding.base64Url(other.getModulus()))
                        .replace(record.string("fingerprint"), Fingerprint.of(other).toString()));
    }

    private void create(String kek, String blob) throws Exception {
        folder.keyhaul()
                .run(
                        Args.of("byok", "create", "--key", "pem:tenant.pem", "--kek", kek)
                                .and("-o", blob, "--rehearsal"))
                .requireDone();
    }

    private static RealCommand.Result upload(ServedVault to, String name, String blob)
            throws Exception {
        return to.run(
                "vault", "import-key", "--blob", blob, "--name", name, "--expect", "tenant.pub");
    }

    @Test
    void uploadedBlob_thatTheKekDoesNotOpen_isAnIncident() throws Exception {
        new Refusal(8, DOES_NOT_OPEN + "up: the service returned 400", DO_NOT_RETRY)
                .requireIs(upload(vault, "up", "swapped.byok"));
        assertThat(importsOf("up")).isEqualTo(1);
        assertThat(vault.has("up")).isFalse();
    }

    /** Whoever answers for the vault shows a KEK of his own. */
    @Test
    void importUnderAKekThatTheVaultDoesNotHave_isAnIncident_andTheKekIsDisabled()
            throws Exception {
        try (ServedVault liar =
                ServedVault.start(folder, "liar", "--fault", "wrong-key:create,get")) {
            RealCommand.Result result =
                    liar.run(
                            Args.of("vault", "import-key", "--key", "pem:tenant.pem", "--rehearsal")
                                    .with("--protection", "hsm", "--profile", "key-vault")
                                    .and("--name", "lost"));

            assertThat(result.exit()).as(result.err()).isEqualTo(8);
            assertThat(result.err())
                    .contains("/keys/lost-kek-")
                    .contains(DOES_NOT_OPEN + "lost")
                    .contains("hint: do not retry")
                    .contains(DO_NOT_RETRY);
            assertThat(liar.has("lost")).isFalse();
            String kek = result.err().replaceFirst("(?s).*/keys/(lost-kek-[0-9]+).*", "$1");
            assertThat(liar.show(kek).object("attributes").bool("enabled")).isFalse();
        }
    }

    @Test
    void otherAnswers_areNoIncident() throws Exception {
        for (String fault : List.of("403", "500", "cut-before", "401")) {
            try (ServedVault faulty =
                    ServedVault.start(
                            folder, "faulty", "--state", "kept", "--fault", fault + ":import")) {
                faulty.run("kek", "create", "--name", "kek", "--bits", "2048");
                faulty.run("kek", "download", "--name", "kek", "-o", "f.json", "--force")
                        .requireDone();
                Files.deleteIfExists(folder.work.resolve("f.byok"));
                create("f.json", "f.byok");

                RealCommand.Result result = upload(faulty, "other", "f.byok");

                assertThat(result.exit()).as(fault + result.err()).isEqualTo(6);
                assertThat(result.err()).doesNotContain(DO_NOT_RETRY);
            }
        }
    }

    @Test
    void batch_endsAtAnIncident_andNeverSendsThatBlobAgain() throws Exception {
        manifest("batch.csv", "first,swapped.json", "second,swapped.json", "third,swapped.json");

        RealCommand.Result result = batch("batch.csv");

        assertThat(result.exit()).as(result.err()).isEqualTo(8);
        assertThat(result.err()).contains(DOES_NOT_OPEN, DO_NOT_RETRY);
        assertThat(result.json().number("failed")).isEqualTo(1);
        assertThat(result.json().number("remaining")).isEqualTo(2);
        assertThat(importsOf("first") + importsOf("second") + importsOf("third")).isEqualTo(1);

        // Each run ends at the next one that was not sent yet.
        for (int i = 0; i < 3; i++) {
            assertThat(batch("batch.csv", "--resume").exit()).isEqualTo(8);
        }
        RealCommand.Result last = batch("batch.csv", "--resume");
        assertThat(last.exit()).isEqualTo(8);
        assertThat(last.json().number("failed")).isEqualTo(3);
        assertThat(last.json().objects("failures").get(0).string("hint"))
                .contains("the batch never retries this item");
        assertThat(importsOf("first")).isEqualTo(1);
        assertThat(importsOf("second")).isEqualTo(1);
        assertThat(importsOf("third")).isEqualTo(1);
    }

    @Test
    void batch_underADisabledKek_fails_andIsNoIncident() throws Exception {
        makeKek("off", "off.json");
        vault.run("kek", "disable", "--name", "off").requireDone();
        manifest("off.csv", "never,off.json");

        RealCommand.Result result = batch("off.csv");

        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(result.json().objects("failures").get(0).string("cause"))
                .contains("KEK is disabled");
    }

    private void manifest(String name, String... items) throws Exception {
        List<String> lines = new ArrayList<>(List.of("source,vault,name,kek"));
        for (String item : items) {
            lines.add("pem:tenant.pem," + ServedVault.URL + "," + item);
        }
        Files.writeString(folder.work.resolve(name), String.join("\n", lines) + "\n");
    }

    private RealCommand.Result batch(String manifest, String... more) throws Exception {
        return folder.keyhaul()
                .run(
                        Args.of("batch", "run", manifest, "--json", "--rehearsal", "--jobs", "1")
                                .with("--profile", "key-vault")
                                .with("--local-vault", vault.accessFile().toString())
                                .and(more));
    }

    private long importsOf(String name) throws Exception {
        try (var files = Files.walk(folder.work.resolve("logs"))) {
            long imports = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                imports +=
                        Files.readString(file)
                                .lines()
                                .filter(l -> l.contains("KeyImport"))
                                .filter(l -> l.contains("/keys/" + name))
                                .count();
            }
            return imports;
        }
    }
}
