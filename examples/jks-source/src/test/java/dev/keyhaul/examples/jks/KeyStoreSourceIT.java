package dev.keyhaul.examples.jks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyChoiceException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The jar of this example in the folder {@code sources} of an installation, and in a program. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyStoreSourceIT {
    private static final String PASSWORD = "the-store's-password";
    private static final String VAULT = "https://contoso-kv.vault.azure.net";
    private static final String KID = VAULT + "/keys/kek/0123456789abcdef0123456789abcdef";
    private static final String KEY = "jks:tenant.jks#tenant";

    @TempDir static Path folder;

    private Installation keyhaul;

    @BeforeAll
    void makeKeyStore() throws Exception {
        keyhaul = Installation.in(folder.resolve("keyhaul")).withSource();
        keytool("-genkeypair -alias tenant -dname CN=tenant -keyalg RSA -keysize 2048");
        keytool("-genkeypair -alias kek -dname CN=kek -keyalg RSA -keysize 2048");
        OwnerOnly.writeNewFile(folder.resolve("password"), (PASSWORD + "\n").getBytes(UTF_8));
        try (OpenedKey kek = open("jks:tenant.jks#kek", PASSWORD)) {
            Files.write(
                    folder.resolve("kek.pem"),
                    PublicKeyEncoding.pem(kek.key().description().requireRsa()));
        }
    }

    @AfterAll
    void remove() throws Exception {
        keyhaul.close();
    }

    private static void keytool(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("keytool"));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-keystore", "tenant.jks", "-storepass", PASSWORD));
        TestProcess.of(command).in(folder).run().requireDone();
    }

    private static OpenedKey open(String text, String password) throws Exception {
        SourceSecrets secrets =
                new SourceSecrets() {
                    @Override
                    public Passphrase password(String of) {
                        return Passphrase.moveFrom(password.toCharArray());
                    }

                    @Override
                    public Passphrase pin(String tokenLabel) {
                        throw new AssertionError("no token is opened");
                    }
                };
        KeySources sources = KeySources.of(List.of(new KeyStoreSource()));
        String[] parts = text.split(":", 2);
        return sources.parse(parts[0] + ":" + folder.resolve(parts[1]))
                .open(SourceContext.of(secrets));
    }

    private TestProcess.Result run(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--password-file", "password", "--json"));
        return keyhaul.run(folder, all.toArray(String[]::new));
    }

    private JsonObject done(String... args) throws Exception {
        return JsonObject.parse(run(args).requireDone().out().getBytes(UTF_8));
    }

    private static String fingerprint(String alias) throws Exception {
        try (OpenedKey key = open("jks:tenant.jks#" + alias, PASSWORD)) {
            return key.key().description().fingerprint().toString();
        }
    }

    private static String[] underKek(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--kek-sha256", fingerprint("kek"), "--vault", VAULT));
        return all.toArray(String[]::new);
    }

    @Test
    void byokCreate_wrapsAKeyOfTheSource() throws Exception {
        JsonObject report =
                done(
                        underKek(
                                "byok",
                                "create",
                                "--key",
                                KEY,
                                "--kek",
                                "kek.pem",
                                "--kid",
                                KID,
                                "-o",
                                "tenant.byok"));

        assertThat(report.string("file")).isEqualTo("tenant.byok");
        assertThat(folder.resolve("tenant.byok")).exists();
    }

    @Test
    void output_neverReplacesTheKeyStore() throws Exception {
        TestProcess.Result result =
                run(
                        underKek(
                                "byok",
                                "create",
                                "--force",
                                "--key",
                                KEY,
                                "--kek",
                                "kek.pem",
                                "--kid",
                                KID,
                                "-o",
                                "tenant.jks"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).startsWith("keyhaul: error: ").contains("tenant.jks");
        assertThat(fingerprint("tenant")).matches("[0-9a-f]{64}");
    }

    @Test
    void vaultImport_takesAKeyOfTheSource() throws Exception {
        try (LocalVault vault =
                LocalVault.start(
                        LocalVaultOptions.builder(folder.resolve("vault.access")).build())) {
            JsonObject report =
                    done(
                            "vault",
                            "import-key",
                            "--key",
                            KEY,
                            "--name",
                            "tenant",
                            "--rehearsal",
                            "--vault",
                            "https://rehearsal.vault.keyhaul.invalid",
                            "--local-vault",
                            vault.accessFile().toString());

            assertThat(report.object("proof").value("passed")).contains(true);
        }
    }

    @Test
    void backupCreate_takesAKeyOfTheSource_andTheCopyOpens() throws Exception {
        JsonObject made =
                done(
                        "backup",
                        "create",
                        "--key",
                        KEY,
                        "--store",
                        "copies",
                        "--to",
                        "password",
                        "--out-password-file",
                        "password");

        String copy = "backup:copies/" + made.string("id") + "?expect=" + fingerprint("tenant");
        assertThat(done("inspect", copy).string("fingerprint")).isEqualTo(fingerprint("tenant"));
    }

    @Test
    void batchRun_takesKeysOfTheSource_asManifestsNameThem() throws Exception {
        Files.writeString(
                folder.resolve("keys.csv"),
                "source,password_file,kek,kid,output\n"
                        + KEY
                        + ",password,kek.pem,"
                        + KID
                        + ",batch.byok\n");

        JsonObject report = done(underKek("batch", "run", "keys.csv"));

        assertThat(report.number("done")).isEqualTo(1);
        assertThat(folder.resolve("batch.byok")).exists();
    }

    @Test
    void installationWithoutTheJar_doesNotKnowTheSource() throws Exception {
        TestProcess.Result result;
        try (Installation bare = Installation.in(folder.resolve("bare"))) {
            result = bare.run(folder, "inspect", KEY, "--password-file", "password");
        }

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .startsWith(
                        // What follows '#' may be a secret of another form.
                        "keyhaul: error: not a source of keys: jks:tenant.jks… [KH-SOURCE-FORM]\n"
                                + "keyhaul: hint: a source is pkcs11:token=NAME;object=LABEL, or"
                                + " pfx:FILE[#ALIAS], or pem:FILE, or aes:FILE, or tpd:FILE, or"
                                + " backup:STORE/ID?expect=sha256:HEX\n");
    }

    @Test
    void application_opensAKeyOfTheSource_withItsOwnSecrets() throws Exception {
        assertThatThrownBy(() -> open(KEY, "wrong")).isInstanceOf(WrongSecretException.class);
        assertThatThrownBy(() -> open("jks:tenant.jks#nobody", PASSWORD))
                .isInstanceOf(KeyChoiceException.class)
                .hasMessageContaining("nobody");
        assertThat(fingerprint("tenant")).isNotEqualTo(fingerprint("kek"));
    }
}
