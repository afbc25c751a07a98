package dev.keyhaul.cli.keykind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EC and AES keys in files: transfer blobs of them, one by one and in batches. */
class OtherKindsBlobIT extends OtherKindsCase {
    private static Args create(String kind, String out) {
        return create(kind, out, kind.startsWith("AES"));
    }

    private static Args create(String kind, String out, boolean hsm) {
        return Args.of(
                "byok",
                "create",
                "--key",
                source(kind),
                "--kek",
                hsm ? "hsm.json" : "kek.json",
                "--kek-sha256",
                Fingerprint.of(kek.getPublic()).hex(),
                "--vault",
                hsm ? HSM : KekFiles.VAULT,
                "-o",
                out);
    }

    /** The blob: made, opened by OpenSSL to the very key, linted, and opened by the toolkit. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "EC P-384", "EC P-521", "AES 128", "AES 192", "AES 256"})
    void blob_isOpenedByOpenSsl_lintedAndOpened(String kind) throws Exception {
        String name = kind + ".byok";
        RealCommand.Result made =
                keyhaul.run(create(kind, name).and("--profile", "key-vault", "--json"));
        assertThat(made.requireDone().json().string("key_fingerprint"))
                .isEqualTo(fingerprint(kind));

        byte[] opened = opened(folder.resolve(name));
        if (kind.startsWith("AES")) {
            assertThat(opened).isEqualTo(Files.readAllBytes(folder.resolve(file(source(kind)))));
        } else {
            assertThat(new OpenSsl(home).convert(opened, "pkey -inform DER -pubout"))
                    .isEqualTo(Files.readAllBytes(folder.resolve(expected(kind))));
        }
        String kekFile = kind.startsWith("AES") ? "hsm.json" : "kek.json";
        JsonObject lint =
                keyhaul.run("inspect", name, "--kek", kekFile, "--json").requireDone().json();
        // No RSA KEK of Azure is as strong as P-384 or AES-192.
        boolean strong = kind.equals("EC P-256") || kind.equals("AES 128");
        assertThat(lint.objects("findings")).hasSize(strong ? 0 : 1);
        if (!strong) {
            assertThat(lint.objects("findings").get(0).string("code")).isEqualTo("KH-KEK-WEAK");
            assertThat(made.err()).contains("keyhaul: warning: ");
        }
        JsonObject report =
                keyhaul.run(
                                "byok",
                                "open",
                                name,
                                "--kek-key",
                                "kek.private.pem",
                                "--expect",
                                expected(kind),
                                "--json")
                        .requireDone()
                        .json();
        assertThat(report.string("holds")).isEqualTo(fingerprint(kind));
        assertThat(report.has("modulus_bits")).isFalse();
        new Refusal(7, "the blob contains a different key", "expected: ")
                .requireIs(
                        keyhaul.run(
                                "byok",
                                "open",
                                name,
                                "--kek-key",
                                "kek.private.pem",
                                "--expect",
                                expected(kind.equals("EC P-256") ? "EC P-384" : "EC P-256")));
    }

    private static byte[] opened(Path blob) throws Exception {
        JsonObject json = JsonObject.parse(Files.readAllBytes(blob));
        return new OpenSsl(home)
                .unwrap(
                        kek.getPrivate().getEncoded(),
                        4096,
                        Base64.getUrlDecoder().decode(json.string("ciphertext")),
                        "sha1");
    }

    @Test
    void aesKeyForAVault_isRefused_andABlobOfItIsALintError() throws Exception {
        new Refusal(3, "AES 256", "")
                .requireIs(
                        keyhaul.run(
                                create("AES 256", "no.byok", false).and("--profile", "key-vault")));
        assertThat(folder.resolve("no.byok")).doesNotExist();

        keyhaul.run(create("AES 256", "mis.byok").and("--profile", "key-vault")).requireDone();
        String misdirected =
                Files.readString(folder.resolve("mis.byok")).replace(HSM, KekFiles.VAULT);
        Files.writeString(folder.resolve("mis.byok"), misdirected);
        RealCommand.Result lint = keyhaul.run("inspect", "mis.byok", "--kek", "kek.json", "--json");
        assertThat(lint.exit()).isEqualTo(7);
        assertThat(lint.json().objects("findings").get(0).string("code"))
                .isEqualTo("KH-TARGET-AES");
    }

    /** Rights Management has RSA keys alone, whatever command brings another. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "AES 256"})
    void tenantProfile_refusesOtherKinds_inByokCreateAndBatch(String kind) throws Exception {
        String reason =
                "the key is " + kind + "; a tenant key of Rights Management must be RSA 2048";
        new Refusal(3, reason, "").requireIs(keyhaul.run(create(kind, "tenant.byok").and()));
        assertThat(folder.resolve("tenant.byok")).doesNotExist();

        String manifest = kind.replace(' ', '-') + ".csv";
        Files.writeString(
                folder.resolve(manifest),
                "source,kek,output\n" + source(kind) + ",hsm.json,tenant.byok\n");
        RealCommand.Result batch = keyhaul.run(batch(manifest).and("--vault", HSM));
        assertThat(batch.exit()).isEqualTo(1);
        assertThat(batch.out() + batch.err()).contains(reason);
        assertThat(folder.resolve("tenant.byok")).doesNotExist();
    }

    private static Args batch(String manifest) {
        return Args.of(
                "batch",
                "run",
                manifest,
                "--kek-sha256",
                Fingerprint.of(kek.getPublic()).hex(),
                "--json");
    }

    @Test
    void batchOfMixedKinds_isDone_andEachBlobOpensToItsKey() throws Exception {
        KekFiles.write(folder, "rsa.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        List<String> sources = new ArrayList<>(List.of("pem:rsa.pem"));
        StringBuilder csv =
                new StringBuilder("source,kek,output\npem:rsa.pem,kek.json,mixed-0.byok\n");
        for (String kind : KINDS.keySet()) {
            csv.append(source(kind))
                    .append(kind.startsWith("AES") ? ",hsm.json," : ",kek.json,")
                    .append("mixed-" + sources.size() + ".byok\n");
            sources.add(kind);
        }
        Files.writeString(folder.resolve("mixed.csv"), csv.toString());

        JsonObject report =
                keyhaul.run(
                                batch("mixed.csv")
                                        .and(
                                                "--profile",
                                                "key-vault",
                                                "--vault",
                                                HSM,
                                                "--vault",
                                                KekFiles.VAULT))
                        .requireDone()
                        .json();
        assertThat(report.number("done")).isEqualTo(7);
        for (int i = 1; i < sources.size(); i++) {
            byte[] opened = opened(folder.resolve("mixed-" + i + ".byok"));
            String kind = sources.get(i);
            if (kind.startsWith("AES")) {
                assertThat(opened)
                        .isEqualTo(Files.readAllBytes(folder.resolve(file(source(kind)))));
            } else {
                assertThat(new OpenSsl(home).convert(opened, "pkey -inform DER -pubout"))
                        .isEqualTo(Files.readAllBytes(folder.resolve(expected(kind))));
            }
        }
    }

    /** A row whose key does not match fails alone. */
    @Test
    void batch_withAnAesKeyForAVault_failsForThatRowAlone() throws Exception {
        Files.writeString(
                folder.resolve("one-bad.csv"),
                """
                source,kek,output
                aes:256.aes,kek.json,bad-1.byok
                pem:p-256.pem,kek.json,bad-2.byok
                aes:64.aes,hsm.json,bad-3.byok
                """);
        RealCommand.Result batch =
                keyhaul.run(
                        batch("one-bad.csv")
                                .and(
                                        "--profile",
                                        "key-vault",
                                        "--vault",
                                        KekFiles.VAULT,
                                        "--vault",
                                        HSM));

        assertThat(batch.exit()).isEqualTo(1);
        assertThat(batch.json().number("done")).isEqualTo(1);
        assertThat(batch.json().number("failed")).isEqualTo(2);
        assertThat(folder.resolve("bad-1.byok")).doesNotExist();
        assertThat(folder.resolve("bad-2.byok")).exists();
        assertThat(batch.out()).contains("as a DES key has");
    }
}
