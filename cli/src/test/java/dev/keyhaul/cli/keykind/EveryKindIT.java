package dev.keyhaul.cli.keykind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole way of each kind of key, by the real commands: made in one token, wrapped, the blob
 * opened by OpenSSL, imported into a local Managed HSM and proven there, kept as a master copy,
 * drilled, and restored into a second token.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("long")
class EveryKindIT {
    private static final String URL = "https://rehearsal.managedhsm.keyhaul.invalid";
    private static final String HSM = "https://contoso-hsm.managedhsm.azure.net";
    private static final String RECOVERY = "pkcs11:token=recovery;object=recovery";

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private ServedVault vault;
    private KeyPair kek;

    @BeforeAll
    void makeTokensAndVault() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken("recovery").requireDone();
        hsm.withPin(
                        "key",
                        "generate",
                        "--token",
                        "recovery",
                        "--label",
                        "recovery",
                        "--purpose",
                        "recovery")
                .requireDone();
        vault = ServedVault.start(hsm, "vault");
        kek = GeneratedKeys.rsa(4096);
        KekFiles.write(
                hsm.work,
                "kek.json",
                KekFiles.az(
                        kek.getPublic(),
                        KekFiles.KID.replace(KekFiles.VAULT, HSM),
                        "RSA-HSM",
                        "\"import\""));
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource({
        "rsa,   RSA 2048, ''",
        "p256,  EC P-256, --type ec --curve P-256",
        "p384,  EC P-384, --type ec --curve P-384",
        "p521,  EC P-521, --type ec --curve P-521",
        "aes128, AES 128, --type aes --bits 128",
        "aes192, AES 192, --type aes --bits 192",
        "aes256, AES 256, --type aes --bits 256"
    })
    void wholeWay(String label, String kind, String options) throws Exception {
        String fingerprint =
                hsm.generate(
                                label,
                                Args.of("--json")
                                        .and(
                                                options.isEmpty()
                                                        ? new String[0]
                                                        : options.split(" ")))
                        .json()
                        .string("fingerprint");
        String key = SoftHsmFolder.uri(label);

        assertThat(byOpenSsl(label, blob(label, key))).isEqualTo(fingerprint);

        JsonObject imported =
                vault.runWithPin(
                                "vault",
                                "import-key",
                                "--rehearsal",
                                "--key",
                                key,
                                "--vault",
                                URL,
                                "--name",
                                label,
                                "--profile",
                                "key-vault",
                                "--json")
                        .requireDone()
                        .json();
        assertThat(imported.object("proof").bool("passed")).isTrue();
        JsonObject shown =
                vault.run("vault", "show-key", "--vault", URL, "--name", label, "--json")
                        .requireDone()
                        .json();
        // An AES key has no public half to show; the import proved it by its fingerprint.
        if (!kind.startsWith("AES")) {
            assertThat(shown.string("fingerprint")).isEqualTo(fingerprint);
        }

        String copy =
                hsm.withPin(
                                "backup",
                                "create",
                                "--key",
                                key,
                                "--store",
                                "store",
                                "--to-pin-file",
                                hsm.at("user.pin"),
                                "--to",
                                RECOVERY,
                                "--json")
                        .requireDone()
                        .json()
                        .string("id");
        JsonObject drill =
                hsm.withPin(
                                "backup",
                                "drill",
                                "--store",
                                "store",
                                "--id",
                                copy,
                                "--expect",
                                fingerprint,
                                "--json")
                        .requireDone()
                        .json();
        assertThat(drill.string("key_fingerprint")).isEqualTo(fingerprint);
        hsm.withPin(
                        "backup",
                        "restore",
                        "--store",
                        "store",
                        "--id",
                        copy,
                        "--expect",
                        fingerprint,
                        "--token",
                        "recovery",
                        "--label",
                        label)
                .requireDone();
        // SoftHSM does not tell an unwrapped AES key's length, but the key has its fingerprint.
        assertThat(
                        hsm.withPin("key", "list", "--token", "recovery", "--json")
                                .requireDone()
                                .json()
                                .objects("keys"))
                .anyMatch(
                        object ->
                                object.value("label").orElse("").equals(label)
                                        && object.value("fingerprint")
                                                .orElse("")
                                                .equals(fingerprint));
    }

    private Path blob(String label, String key) throws Exception {
        hsm.withPin(
                        "byok",
                        "create",
                        "--key",
                        key,
                        "--kek",
                        "kek.json",
                        "--kek-sha256",
                        Fingerprint.of(kek.getPublic()).hex(),
                        "--vault",
                        HSM,
                        "--profile",
                        "key-vault",
                        "-o",
                        label + ".byok")
                .requireDone();
        return hsm.work.resolve(label + ".byok");
    }

    /** The fingerprint of the key that OpenSSL finds in a blob, which OpenSSL computes. */
    private String byOpenSsl(String label, Path blob) throws Exception {
        OpenSsl openssl = new OpenSsl(home);
        String ciphertext = JsonObject.parse(Files.readAllBytes(blob)).string("ciphertext");
        byte[] clear =
                openssl.unwrap(
                        kek.getPrivate().getEncoded(),
                        4096,
                        Base64.getUrlDecoder().decode(ciphertext),
                        "sha1");
        if (label.startsWith("aes")) {
            assertThat(clear).hasSize(Integer.parseInt(label.substring(3)) / 8);
            byte[] encrypted =
                    openssl.convert(
                            Fingerprint.aesText(),
                            "enc -aes-"
                                    + label.substring(3)
                                    + "-cbc -nopad -K "
                                    + java.util.HexFormat.of().formatHex(clear)
                                    + " -iv "
                                    + "0".repeat(32));
            return Fingerprint.ofAesText(encrypted).toString();
        }
        byte[] half = openssl.convert(clear, "pkey -inform DER -pubout -outform DER");
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(half));
    }

    /** One manifest for all that {@link #wholeWay} made. */
    @Test
    @Order(2)
    void batch_ofMixedKinds_makesABlobOfEach() throws Exception {
        StringBuilder rows = new StringBuilder("source,kek,output\n");
        List<String> labels = List.of("rsa", "p256", "p384", "p521", "aes128", "aes192", "aes256");
        for (String label : labels) {
            rows.append(SoftHsmFolder.uri(label))
                    .append(",kek.json,batch-")
                    .append(label)
                    .append(".byok\n");
        }
        Files.writeString(hsm.work.resolve("keys.csv"), rows);
        JsonObject report =
                hsm.withPin(
                                "batch",
                                "run",
                                "keys.csv",
                                "--vault",
                                HSM,
                                "--kek-sha256",
                                Fingerprint.of(kek.getPublic()).hex(),
                                "--profile",
                                "key-vault",
                                "--json")
                        .requireDone()
                        .json();
        assertThat(report.number("done")).isEqualTo(labels.size());
        for (String label : labels) {
            String fingerprint =
                    hsm.withPin("inspect", SoftHsmFolder.uri(label), "--json")
                            .json()
                            .string("fingerprint");
            assertThat(byOpenSsl(label, hsm.work.resolve("batch-" + label + ".byok")))
                    .as(label)
                    .isEqualTo(fingerprint);
        }
    }
}
