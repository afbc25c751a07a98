package dev.keyhaul.cli.keykind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EC and AES keys in files, on their way into the local vault and its Managed HSM. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class VaultKindsIT {
    private static final String HSM = "https://kinds.managedhsm.keyhaul.invalid";
    private static final String TENANT_REFUSAL =
            "; a tenant key of Rights Management must be RSA 2048";

    @TempDir static Path home;

    private SoftHsmFolder folder;
    private ServedVault vault;

    @BeforeAll
    void makeKeys() throws Exception {
        folder = SoftHsmFolder.withToken(home);
        vault = ServedVault.start(folder, "vault");
        OpenSsl openssl = new OpenSsl(home);
        for (String curve : List.of("P-256", "P-384", "P-521")) {
            byte[] pem = openssl.make("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:" + curve);
            secret(curve + ".pem", pem);
            Files.write(folder.work.resolve(curve + ".pub"), openssl.convert(pem, "pkey -pubout"));
        }
        for (int bits : new int[] {128, 192, 256}) {
            byte[] raw = new byte[bits / 8];
            new SecureRandom().nextBytes(raw);
            raw[0] |= (byte) 0x80;
            secret(bits + ".aes", raw);
        }
    }

    private void secret(String name, byte[] content) throws Exception {
        Files.write(
                Files.createFile(
                        folder.work.resolve(name),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))),
                content);
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    private RealCommand.Result take(String source, String name, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "vault",
                                "import-key",
                                "--key",
                                source,
                                "--name",
                                name,
                                "--rehearsal",
                                "--json"));
        args.addAll(List.of(more));
        return vault.run(args.toArray(String[]::new));
    }

    private static List<String> checks(JsonObject report) throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonObject check : report.object("proof").objects("checks")) {
            names.add(check.string("name"));
        }
        return names;
    }

    @ParameterizedTest
    @CsvSource({"P-256, hsm, EC-HSM", "P-384, software, EC", "P-521, hsm, EC-HSM"})
    void ecKey_isImported_andSigns(String curve, String protection, String kty) throws Exception {
        JsonObject report =
                take(
                                "pem:" + curve + ".pem",
                                "ec-" + curve,
                                "--protection",
                                protection,
                                "--profile",
                                "key-vault")
                        .requireDone()
                        .json();

        assertThat(report.string("kty")).isEqualTo(kty);
        assertThat(report.string("curve")).isEqualTo(curve);
        assertThat(report.object("proof").bool("passed")).isTrue();
        assertThat(checks(report)).contains("signature").doesNotContain("decryption");
        assertThat(report.strings("next_commands")).isEmpty();
        JsonObject shown = vault.show("ec-" + curve);
        assertThat(shown.string("crv")).isEqualTo(curve);
        assertThat(shown.strings("key_ops")).containsExactly("sign", "verify");
        assertThat(shown.string("fingerprint")).isEqualTo(report.string("key_fingerprint"));
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void aesKey_isImportedIntoAManagedHsm_andProvenByItsFingerprint(int bits) throws Exception {
        String name = "aes-" + bits;
        JsonObject report =
                take("aes:" + bits + ".aes", name, "--vault", HSM, "--profile", "key-vault")
                        .requireDone()
                        .json();

        assertThat(report.string("kty")).isEqualTo("oct-HSM");
        assertThat(report.number("aes_bits")).isEqualTo(bits);
        assertThat(checks(report)).contains("fingerprint", "round trip");
        JsonObject inspected =
                folder.keyhaul()
                        .run("inspect", "aes:" + bits + ".aes", "--json")
                        .requireDone()
                        .json();
        assertThat(report.string("key_fingerprint")).isEqualTo(inspected.string("fingerprint"));
    }

    @Test
    void tenantProfile_andTheWrongDestination_areRefused() throws Exception {
        new Refusal(3, "the key is EC P-256" + TENANT_REFUSAL, "")
                .requireIs(take("pem:P-256.pem", "no"));
        // A warning comes first: the key was in a file.
        RealCommand.Result aes = take("aes:256.aes", "no", "--vault", HSM);
        assertThat(aes.exit()).isEqualTo(3);
        assertThat(aes.err()).contains("error: the key is AES 256" + TENANT_REFUSAL);
        assertThat(aes.out()).contains("\"KH-TENANT-KEY-LENGTH\"");
        new Refusal(
                        3,
                        "is a key vault, but the key is an AES key",
                        "only a Managed HSM accepts AES keys")
                .requireIs(take("aes:256.aes", "no", "--profile", "key-vault"));
        assertThat(vault.has("no")).isFalse();
    }

    private RealCommand.Result upload(String name, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "vault",
                                "import-key",
                                "--blob",
                                "ec.byok",
                                "--name",
                                name,
                                "--profile",
                                "key-vault",
                                "--json",
                                "--expect"));
        args.addAll(List.of(more));
        return vault.run(args.toArray(String[]::new));
    }

    @Test
    void upload_takesAPublicKeyFile_orAFingerprintWithItsKind() throws Exception {
        vault.run("kek", "create", "--name", "kek", "--bits", "4096").requireDone();
        vault.run("kek", "download", "--name", "kek", "-o", "kek.json").requireDone();
        folder.keyhaul()
                .run(
                        "byok",
                        "create",
                        "--rehearsal",
                        "--profile",
                        "key-vault",
                        "--key",
                        "pem:P-256.pem",
                        "--kek",
                        "kek.json",
                        "-o",
                        "ec.byok")
                .requireDone();

        JsonObject report = upload("by-file", "P-256.pub").requireDone().json();
        String fingerprint = report.string("key_fingerprint");
        assertThat(report.string("curve")).isEqualTo("P-256");
        assertThat(
                        upload("by-print", fingerprint, "--type", "ec", "--curve", "P-256")
                                .requireDone()
                                .json()
                                .string("key_fingerprint"))
                .isEqualTo(fingerprint);
        new Refusal(2, "the expected key is EC P-256, but --type or --curve states another", "")
                .requireIs(upload("no", "P-256.pub", "--curve", "P-384", "--type", "ec"));
        assertThat(upload("by-length", fingerprint).requireDone().json().string("key_fingerprint"))
                .isEqualTo(fingerprint);
        new Refusal(2, "the blob has the length of EC P-256, not of EC P-384", "--expect belong")
                .requireIs(upload("no", "P-384.pub"));
        new Refusal(2, "the blob has the length of EC P-256, not of RSA", "nothing was sent")
                .requireIs(upload("no", fingerprint, "--type", "rsa"));
        assertThat(vault.has("no")).isFalse();
    }

    @Test
    void aesBlob_isSentAsWhatItIs_thoughNobodyStatesItsKind() throws Exception {
        String[] to = {"--vault", HSM};
        vault.run("kek", "create", "--name", "hsm-kek", to[0], to[1]).requireDone();
        vault.run("kek", "download", "--name", "hsm-kek", to[0], to[1], "-o", "hsm.json")
                .requireDone();
        String fingerprint =
                folder.keyhaul()
                        .run(
                                Args.of("byok", "create", "--rehearsal", "--key", "aes:256.aes")
                                        .with("--profile", "key-vault", "--kek", "hsm.json")
                                        .and("-o", "aes.byok", "--json"))
                        .requireDone()
                        .json()
                        .string("key_fingerprint");
        Args upload =
                Args.of("vault", "import-key", "--blob", "aes.byok", "--vault", HSM)
                        .with("--profile", "key-vault", "--expect", fingerprint);

        assertThat(
                        vault.run(upload.and("--name", "aes-length", "--json"))
                                .requireDone()
                                .json()
                                .string("kty"))
                .isEqualTo("oct-HSM");
        // A warning comes first: the KEK is weaker than AES 256.
        RealCommand.Result asRsa = vault.run(upload.and("--name", "no", "--type", "rsa"));
        assertThat(asRsa.exit()).isEqualTo(2);
        assertThat(asRsa.err())
                .contains("error: the blob has the length of AES 256, not of RSA [KH-BLOB-KIND]")
                .contains("hint: nothing was sent");
        RealCommand.Result asTenantKey =
                vault.run(
                        Args.of("vault", "import-key", "--blob", "aes.byok", "--vault", HSM)
                                .and("--expect", fingerprint, "--name", "no"));
        assertThat(asTenantKey.exit()).isEqualTo(3);
        assertThat(asTenantKey.err()).contains("error: the key is AES" + TENANT_REFUSAL);
    }

    @Test
    void create_makesBothKinds_andSetOperationsKnowsThem() throws Exception {
        JsonObject ec =
                vault.run(
                                "vault",
                                "create-key",
                                "--name",
                                "made-ec",
                                "--type",
                                "ec",
                                "--curve",
                                "P-384",
                                "--profile",
                                "key-vault",
                                "--json")
                        .requireDone()
                        .json();
        JsonObject aes =
                vault.run(
                                "vault",
                                "create-key",
                                "--name",
                                "made-aes",
                                "--type",
                                "aes",
                                "--bits",
                                "192",
                                "--profile",
                                "key-vault",
                                "--vault",
                                HSM,
                                "--json")
                        .requireDone()
                        .json();

        assertThat(ec.string("curve")).isEqualTo("P-384");
        assertThat(ec.string("kty")).isEqualTo("EC-HSM");
        assertThat(aes.number("aes_bits")).isEqualTo(192);
        JsonObject set =
                vault.run(
                                "vault",
                                "set-key-operations",
                                "--name",
                                "made-aes",
                                "--vault",
                                HSM,
                                "--expect",
                                aes.string("key_fingerprint"),
                                "--profile",
                                "key-vault",
                                "--json")
                        .requireDone()
                        .json();
        assertThat(set.bool("changed")).isFalse();
        assertThat(set.object("proof").bool("passed")).isTrue();
        vault.run("vault", "backup-key", "--name", "made-aes", "--vault", HSM, "-o", "aes.backup")
                .requireDone();
    }

    @Test
    void create_refusesWhatDoesNotFit() throws Exception {
        new Refusal(3, "the key is EC P-256" + TENANT_REFUSAL, "")
                .requireIs(vault.run("vault", "create-key", "--name", "no", "--type", "ec"));
        new Refusal(3, "the key is AES 256" + TENANT_REFUSAL, "")
                .requireIs(vault.run("vault", "create-key", "--name", "no", "--type", "aes"));
        new Refusal(2, "--curve is only for EC keys", "add --type ec")
                .requireIs(vault.run("vault", "create-key", "--name", "no", "--curve", "P-256"));
        new Refusal(2, "--bits is 512", "an AES key has 128, 192 or 256 bits")
                .requireIs(
                        vault.run(
                                "vault",
                                "create-key",
                                "--name",
                                "no",
                                "--type",
                                "aes",
                                "--bits",
                                "512",
                                "--profile",
                                "key-vault"));
        new Refusal(2, "--curve determines the length of an EC key", "leave out --bits")
                .requireIs(
                        vault.run(
                                "vault",
                                "create-key",
                                "--name",
                                "no",
                                "--type",
                                "ec",
                                "--bits",
                                "256",
                                "--profile",
                                "key-vault"));
        new Refusal(
                        3,
                        "is a key vault, but the key is an AES key",
                        "only a Managed HSM accepts AES keys")
                .requireIs(
                        vault.run(
                                "vault",
                                "create-key",
                                "--name",
                                "no",
                                "--type",
                                "aes",
                                "--profile",
                                "key-vault"));
        assertThat(vault.has("no")).isFalse();
    }
}
