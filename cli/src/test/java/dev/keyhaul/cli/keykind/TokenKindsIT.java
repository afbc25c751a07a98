package dev.keyhaul.cli.keykind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EC and AES keys in tokens: the key commands, and a blob of each kind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class TokenKindsIT {
    private static final String HSM = "https://contoso-hsm.managedhsm.azure.net";

    @TempDir static Path home;
    private SoftHsmFolder hsm;
    private KeyPair kek;

    @BeforeAll
    void makeToken() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        kek = GeneratedKeys.rsa(4096);
        KekFiles.write(
                hsm.work,
                "hsm.json",
                KekFiles.az(
                        kek.getPublic(),
                        KekFiles.KID.replace(KekFiles.VAULT, HSM),
                        "RSA-HSM",
                        "\"import\""));
    }

    @ParameterizedTest
    @CsvSource({
        "EC P-256, --type ec",
        "EC P-384, --type ec --curve P-384",
        "EC P-521, --type ec --curve P-521",
        "AES 128, --type aes --bits 128",
        "AES 192, --type aes --bits 192",
        "AES 256, --type aes",
    })
    void eachKind_isGeneratedInspectedWrappedAndDeleted(String kind, String options)
            throws Exception {
        JsonObject made = hsm.generate("target", (options + " --json").split(" ")).json();
        String fingerprint = made.string("fingerprint");
        assertThat(made.string("type")).isEqualTo(kind.split(" ", -1)[0]);

        JsonObject key =
                hsm.withPin("inspect", SoftHsmFolder.uri("target"), "--json").requireDone().json();
        assertThat(key.string("fingerprint")).isEqualTo(fingerprint);
        assertThat(key.object("profiles").string("key-vault")).isEqualTo("allowed");
        assertThat(key.object("profiles").string("tenant-key"))
                .isEqualTo(
                        "refused: the key is "
                                + kind
                                + "; a tenant key of Rights Management must be RSA 2048");
        new Refusal(3, "a tenant key of Rights Management must be RSA 2048", "")
                .requireIs(create("tenant-key", "tenant.byok"));
        assertThat(hsm.work.resolve("tenant.byok")).doesNotExist();

        create("key-vault", "target.byok").requireDone();
        assertThat(opened("target.byok")).isEqualTo(fingerprint);
        Files.delete(hsm.work.resolve("target.byok"));

        hsm.withPin("key", "delete", "--key", SoftHsmFolder.uri("target"), "--expect", fingerprint)
                .requireDone();
        assertThat(hsm.pkcs11Tool("--list-objects").out()).doesNotContain("target");
    }

    private RealCommand.Result create(String profile, String out) throws Exception {
        return hsm.withPin(
                "byok",
                "create",
                "--key",
                SoftHsmFolder.uri("target"),
                "--kek",
                "hsm.json",
                "--kek-sha256",
                Fingerprint.of(kek.getPublic()).hex(),
                "--vault",
                HSM,
                "--profile",
                profile,
                "-o",
                out);
    }

    private String opened(String blob) throws Exception {
        JsonObject json = JsonObject.parse(Files.readAllBytes(hsm.work.resolve(blob)));
        byte[] ciphertext = Base64.getUrlDecoder().decode(json.string("ciphertext"));
        byte[] clear =
                new OpenSsl(home)
                        .unwrap(
                                kek.getPrivate().getEncoded(),
                                ((RSAPrivateKey) kek.getPrivate()).getModulus().bitLength(),
                                ciphertext,
                                "sha1");
        try (SoftwareKey key =
                SoftwareKey.fromUnwrapped(
                        clear, KeyOrigin.software("a test"), new SecureRandom())) {
            return key.description().fingerprint().toString();
        }
    }

    @Test
    void exportPublic_ofAnAesKey_isRefused() throws Exception {
        hsm.generate("secret", "--type", "aes");

        new Refusal(3, "the key is AES 256; it has no public half", "inspect")
                .requireIs(
                        hsm.withPin("key", "export-public", "--key", SoftHsmFolder.uri("secret")));
    }

    @Test
    void generate_optionsThatDoNotFit_areRefused() throws Exception {
        new Refusal(2, "--curve is only for EC keys", "--type ec")
                .requireIs(generate("--curve", "P-256"));
        new Refusal(2, "--curve and --bits both state", "leave out --bits")
                .requireIs(generate("--type", "ec", "--curve", "P-256", "--bits", "256"));
        new Refusal(3, "a key for this purpose is an RSA key, not EC", "leave the type out")
                .requireIs(generate("--type", "ec", "--purpose", "recovery"));
        assertThat(generate("--type", "ec", "--curve", "P-256K").err())
                .contains("P-256K; P-256, P-384 and P-521 are accepted");
    }

    private RealCommand.Result generate(String... options) throws Exception {
        String[] words = new String[options.length + 6];
        System.arraycopy(
                new String[] {"key", "generate", "--token", "hsm", "--label", "odd"},
                0,
                words,
                0,
                6);
        System.arraycopy(options, 0, words, 6, options.length);
        return hsm.withPin(words);
    }
}
