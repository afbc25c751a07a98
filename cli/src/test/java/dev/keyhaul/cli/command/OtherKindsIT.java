package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EC and AES keys in files, through every command that takes a key from a file. */
@Tag("long")
class OtherKindsIT {
    private static final String HSM = "https://contoso-hsm.managedhsm.azure.net";
    private static final Map<String, String> KINDS =
            Map.of(
                    "EC P-256", "pem:p-256.pem",
                    "EC P-384", "pem:p-384.pem",
                    "EC P-521", "pem:p-521.pem",
                    "AES 128", "aes:128.aes",
                    "AES 192", "aes:192.aes",
                    "AES 256", "aes:256.aes");

    private static final Map<String, String> FINGERPRINTS = new HashMap<>();

    @TempDir static Path home;

    private static Path folder;
    private static RealCommand keyhaul;
    private static KeyPair kek;

    @BeforeAll
    static void makeFiles() throws Exception {
        folder = Files.createDirectory(home.resolve("work"));
        keyhaul = new RealCommand(folder);
        for (String curve : List.of("P-256", "P-384", "P-521")) {
            ec(curve, curve.toLowerCase(Locale.ROOT));
        }
        for (int bits : new int[] {64, 128, 192, 256, 512}) {
            byte[] raw = new byte[bits / 8];
            new SecureRandom().nextBytes(raw);
            raw[0] |= (byte) 0x80;
            secret(bits + ".aes", raw);
        }
        kek = GeneratedKeys.rsa(4096);
        KekFiles.write(folder, "kek.json", KekFiles.az(kek.getPublic()));
        KekFiles.write(
                folder,
                "hsm.json",
                KekFiles.az(
                        kek.getPublic(),
                        KekFiles.KID.replace(KekFiles.VAULT, HSM),
                        "RSA-HSM",
                        "\"import\""));
        KekFiles.write(folder, "kek.private.pem", KekFiles.pem(kek.getPrivate()));
        secret("w", "correct horse\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void ec(String curve, String name) throws Exception {
        OpenSsl openssl = new OpenSsl(home);
        byte[] pem = openssl.make("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:" + curve);
        secret(name + ".pem", pem);
        Files.write(folder.resolve(name + ".pub"), openssl.convert(pem, "pkey -pubout"));
    }

    private static void secret(String name, byte[] content) throws Exception {
        Path file = folder.resolve(name);
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String file(String source) {
        return source.substring(source.indexOf(':') + 1);
    }

    /** What {@code --expect} and {@code --public} take: a file where there is one. */
    private static String expected(String kind) throws Exception {
        return kind.startsWith("EC")
                ? file(source(kind)).replace(".pem", ".pub")
                : fingerprint(kind);
    }

    private static String source(String kind) {
        return Objects.requireNonNull(KINDS.get(kind), kind);
    }

    /** As the toolkit tells it, once for each kind. */
    private static String fingerprint(String kind) throws Exception {
        String known = FINGERPRINTS.get(kind);
        if (known == null) {
            known =
                    keyhaul.run("key", "inspect", "--json", "--key", source(kind))
                            .requireDone()
                            .json()
                            .string("fingerprint");
            FINGERPRINTS.put(kind, known);
        }
        return known;
    }

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
                keyhaul.run("byok", "lint", name, "--kek", kekFile, "--json").requireDone().json();
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
                                "--public",
                                expected(kind),
                                "--json")
                        .requireDone()
                        .json();
        assertThat(report.string("holds")).isEqualTo(fingerprint(kind));
        assertThat(report.has("modulus_bits")).isFalse();
        new Refusal(7, "the blob holds another key", "expected was")
                .requireIs(
                        keyhaul.run(
                                "byok",
                                "open",
                                name,
                                "--kek-key",
                                "kek.private.pem",
                                "--public",
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
        RealCommand.Result lint =
                keyhaul.run("byok", "lint", "mis.byok", "--kek", "kek.json", "--json");
        assertThat(lint.exit()).isEqualTo(7);
        assertThat(lint.json().objects("findings").get(0).string("code"))
                .isEqualTo("KH-TARGET-AES");
    }

    /** Rights Management has RSA keys alone, whatever command brings another. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "AES 256"})
    void tenantProfile_refusesOtherKinds_inByokCreateAndBatch(String kind) throws Exception {
        String reason = "the key is " + kind + "; the tenant key of Rights Management is RSA 2048";
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

    @Test
    void batchOfCopies_ofMixedKinds_isListedByKind_andEachIsDrilled() throws Exception {
        KekFiles.write(folder, "rsa-copy.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        StringBuilder csv = new StringBuilder("source,store,to,out_password_file\n");
        csv.append("pem:rsa-copy.pem,batch-copies,password,w\n");
        for (String kind : KINDS.keySet()) {
            csv.append(source(kind)).append(",batch-copies,password,w\n");
        }
        Files.writeString(folder.resolve("copies.csv"), csv.toString());

        assertThat(
                        keyhaul.run("batch", "run", "copies.csv", "--json")
                                .requireDone()
                                .json()
                                .number("done"))
                .isEqualTo(7);
        List<String> kinds = new ArrayList<>();
        for (JsonObject copy :
                keyhaul.run("backup", "list", "--store", "batch-copies", "--json")
                        .requireDone()
                        .json()
                        .objects("copies")) {
            kinds.add(copy.has("key_type") ? copy.string("key_type") : "RSA");
            keyhaul.run(
                            "backup",
                            "drill",
                            "--store",
                            "batch-copies",
                            "--id",
                            copy.string("id"),
                            "--expect",
                            copy.string("key_fingerprint"),
                            "--password-file",
                            "w")
                    .requireDone();
        }
        List<String> all = new ArrayList<>(KINDS.keySet());
        all.add("RSA");
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(all);
        assertThat(keyhaul.run("backup", "list", "--store", "batch-copies").requireDone().out())
                .contains("EC P-384", "AES 192");
    }

    /** A row whose key does not fit fails alone. */
    @Test
    void batch_withAnAesKeyForAVault_failsForThatRowAlone() throws Exception {
        Files.writeString(
                folder.resolve("one-bad.csv"),
                "source,kek,output\n"
                        + "aes:256.aes,kek.json,bad-1.byok\n"
                        + "pem:p-256.pem,kek.json,bad-2.byok\n"
                        + "aes:64.aes,hsm.json,bad-3.byok\n");
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

    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "EC P-521"})
    void pfx_isCreated_inspectedAndASource(String kind) throws Exception {
        requirePfx(kind);
    }

    @Test
    @Tag("full")
    void pfxOfP384_isCreated_inspectedAndASource() throws Exception {
        requirePfx("EC P-384");
    }

    private static void requirePfx(String kind) throws Exception {
        String name = kind.replace(' ', '-') + ".pfx";
        JsonObject made =
                keyhaul.run(
                                "pfx",
                                "create",
                                "--key",
                                source(kind),
                                "-o",
                                name,
                                "--out-password-file",
                                "w",
                                "--json")
                        .requireDone()
                        .json();
        assertThat(made.string("fingerprint")).isEqualTo(fingerprint(kind));
        JsonObject key =
                keyhaul.run("pfx", "inspect", name, "--password-file", "w", "--json")
                        .requireDone()
                        .json()
                        .objects("keys")
                        .get(0);
        assertThat(key.string("curve")).isEqualTo(kind.substring(3));
        assertThat(key.string("fingerprint")).isEqualTo(fingerprint(kind));
        assertThat(key.strings("problems")).isEmpty();
        assertThat(key.has("modulus_bits")).isFalse();
        assertThat(
                        keyhaul.run(
                                        "key",
                                        "inspect",
                                        "--key",
                                        "pfx:" + name,
                                        "--password-file",
                                        "w",
                                        "--json")
                                .requireDone()
                                .json()
                                .string("fingerprint"))
                .isEqualTo(fingerprint(kind));
    }

    @Test
    void pfxOfAnAesKey_isRefused_withTheReason() throws Exception {
        new Refusal(3, "the key is AES 256; a PKCS#12 file holds RSA and EC keys", "master copy")
                .requireIs(
                        keyhaul.run(
                                "pfx",
                                "create",
                                "--key",
                                "aes:256.aes",
                                "-o",
                                "aes.pfx",
                                "--out-password-file",
                                "w"));
        assertThat(folder.resolve("aes.pfx")).doesNotExist();
    }

    /** A master copy: made, verified, drilled, restored into a file, and a source again. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-521", "AES 192"})
    void masterCopy_isDrilledRestoredAndASource(String kind) throws Exception {
        requireMasterCopy(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "EC P-384", "AES 128", "AES 256"})
    @Tag("full")
    void masterCopyOfTheOtherKinds_isDrilledRestoredAndASource(String kind) throws Exception {
        requireMasterCopy(kind);
    }

    private static void requireMasterCopy(String kind) throws Exception {
        String store = "store " + kind;
        JsonObject made =
                keyhaul.run(
                                "backup",
                                "create",
                                "--key",
                                source(kind),
                                "--store",
                                store,
                                "--to",
                                "password",
                                "--out-password-file",
                                "w",
                                "--json")
                        .requireDone()
                        .json();
        assertThat(made.string("key_type")).isEqualTo(kind);
        String[] of = {"--store", store, "--id", made.string("id"), "--expect", expected(kind)};
        Args drill = Args.of(Args.of("backup", "drill", "--json", "--password-file", "w").and(of));
        assertThat(keyhaul.run(drill.and()).requireDone().json().string("proof"))
                .isEqualTo(
                        (kind.startsWith("EC") ? "signed" : "encrypted and decrypted")
                                + ", compared with the expected key");
        keyhaul.run("backup", "verify", "--store", store).requireDone();

        String back = kind + ".back.pem";
        keyhaul.run(
                        Args.of("backup", "restore", "-o", back, "--password-file", "w")
                                .and(Args.of("--out-password-file", "w").and(of)))
                .requireDone();
        JsonObject read =
                keyhaul.run(
                                "key",
                                "inspect",
                                "--key",
                                "pem:" + back,
                                "--password-file",
                                "w",
                                "--json")
                        .requireDone()
                        .json();
        assertThat(read.string("fingerprint")).isEqualTo(fingerprint(kind));
        assertThat(
                        keyhaul.run(
                                        "key",
                                        "inspect",
                                        "--key",
                                        "backup:"
                                                + store
                                                + "/"
                                                + made.string("id")
                                                + "?expect="
                                                + fingerprint(kind),
                                        "--password-file",
                                        "w",
                                        "--json")
                                .requireDone()
                                .json()
                                .string("fingerprint"))
                .isEqualTo(fingerprint(kind));

        new Refusal(7, "is of the key", "")
                .requireIs(
                        keyhaul.run(
                                "backup",
                                "drill",
                                "--password-file",
                                "w",
                                "--store",
                                store,
                                "--id",
                                made.string("id"),
                                "--expect",
                                expected(kind.equals("EC P-256") ? "EC P-384" : "EC P-256")));
    }

    /** The recovery scripts alone, without the toolkit. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "AES 256"})
    void recoveryScripts_openTheCopies(String kind) throws Exception {
        requireRecovery(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-521", "AES 128", "AES 192"})
    @Tag("full")
    void recoveryScripts_openTheCopiesOfTheOtherKinds(String kind) throws Exception {
        requireRecovery(kind);
    }

    private static void requireRecovery(String kind) throws Exception {
        KeyPair escrow = KekFiles.rsa(2048);
        KekFiles.write(folder, "escrow.pem", KekFiles.pem(escrow.getPrivate()));
        keyhaul.runProgram(
                        List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-new",
                                "-key",
                                "escrow.pem",
                                "-subj",
                                "/CN=escrow",
                                "-days",
                                "30",
                                "-out",
                                "escrow.crt"))
                .requireDone();
        String store = "recover " + kind;
        JsonObject made =
                keyhaul.run(
                                "backup",
                                "create",
                                "--key",
                                source(kind),
                                "--store",
                                store,
                                "--to",
                                "password",
                                "--to",
                                "rsa:escrow.crt",
                                "--out-password-file",
                                "w",
                                "--json")
                        .requireDone()
                        .json();
        Path copy = Path.of(made.string("folder"));
        Path recovery =
                Path.of(System.getProperty("keyhaul.root", ".."), "docs", "recovery")
                        .toAbsolutePath();
        for (String[] way :
                new String[][] {
                    {"open-with-password.sh", "w", "recipient-1.bin"},
                    {"open-with-private-key.sh", "escrow.pem", "recipient-2.bin"}
                }) {
            String out = kind + "." + way[2] + ".out";
            keyhaul.runProgram(
                            List.of(
                                    "sh",
                                    recovery.resolve(way[0]).toString(),
                                    way[1],
                                    copy.resolve(way[2]).toString(),
                                    out))
                    .requireDone();
            byte[] opened = Files.readAllBytes(folder.resolve(out));
            if (kind.startsWith("AES")) {
                assertThat(opened)
                        .as(way[0])
                        .isEqualTo(Files.readAllBytes(folder.resolve(file(source(kind)))));
            } else {
                assertThat(new OpenSsl(home).convert(opened, "pkey -pubout"))
                        .as(way[0])
                        .isEqualTo(Files.readAllBytes(folder.resolve(expected(kind))));
            }
        }
    }

    /** As docs/RECOVERY.md has it. */
    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void fingerprintOfAnAesKey_isWhatOpenSslComputes(int bits) throws Exception {
        byte[] raw = Files.readAllBytes(folder.resolve(bits + ".aes"));
        byte[] encrypted =
                new OpenSsl(home)
                        .convert(
                                "Keyhaul: fingerprint of this key".getBytes(StandardCharsets.UTF_8),
                                "enc -aes-" + bits + "-cbc -nopad -iv " + "0".repeat(32),
                                "-K",
                                HexFormat.of().formatHex(raw));
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(encrypted);

        assertThat(fingerprint("AES " + bits).replace("sha256:", "").replace("-", ""))
                .isEqualTo(HexFormat.of().formatHex(sha256));
    }

    @Test
    void publicKeyOrPem_inTheWrongPlace_isNamed() throws Exception {
        new Refusal(1, "the file holds only the public half", "that has the private key")
                .requireIs(keyhaul.run("key", "inspect", "--key", "pem:p-256.pub"));
        new Refusal(1, "the file is PEM text, not a PKCS#12 file", "pem:FILE")
                .requireIs(keyhaul.run("pfx", "inspect", "p-256.pem", "--password-file", "w"));
    }

    /** What an operator gets wrong with a key in a file: named, and nothing is written. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "P-256K        | 1 | P-256K                       | genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
                "P-224         | 1 | P-224                        | genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-224",
                "brainpool     | 1 | brainpoolP256r1              | genpkey -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1",
                "explicit      | 1 | explicit parameters          | ecparam -genkey -noout -name prime256v1 -param_enc explicit",
                "compressed    | 1 | compressed                   | ec -in p-256.pem -conv_form compressed",
                "Ed25519       | 1 | unknown kind                 | genpkey -algorithm ED25519",
                "DSA           | 1 | DSA                          | genpkey -paramfile dsa.params",
            })
    void keyOfAnotherKind_isRefusedByName(String name, int exit, String error, String command)
            throws Exception {
        if (command.contains("dsa.params")) {
            keyhaul.runProgram(
                            List.of(
                                    "openssl",
                                    "genpkey",
                                    "-genparam",
                                    "-algorithm",
                                    "DSA",
                                    "-pkeyopt",
                                    "dsa_paramgen_bits:1024",
                                    "-out",
                                    "dsa.params"))
                    .requireDone();
        }
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(command.split(" ")));
        words.addAll(List.of("-out", "other.pem"));
        keyhaul.runProgram(words).requireDone();
        Files.setPosixFilePermissions(
                folder.resolve("other.pem"), PosixFilePermissions.fromString("rw-------"));
        Args with =
                Args.of(
                        "byok",
                        "create",
                        "--key",
                        "pem:other.pem",
                        "--kek",
                        "kek.json",
                        "--kek-sha256",
                        Fingerprint.of(kek.getPublic()).hex(),
                        "--vault",
                        KekFiles.VAULT,
                        "--profile",
                        "key-vault",
                        "-o",
                        "other.byok");
        new Refusal(exit, error, "").requireIs(keyhaul.run(with.and()));
        assertThat(folder.resolve("other.byok")).doesNotExist();
        Files.delete(folder.resolve("other.pem"));
    }

    @Test
    void wrongRawKeys_areRefusedByName() throws Exception {
        new Refusal(1, "64.aes has 8 bytes, as a DES key has", "raw bytes")
                .requireIs(keyhaul.run("key", "inspect", "--key", "aes:64.aes"));
        new Refusal(1, "has 64 bytes, as an HMAC key or an AES-XTS pair has", "raw bytes")
                .requireIs(keyhaul.run("key", "inspect", "--key", "aes:512.aes"));
        byte[] raw = Files.readAllBytes(folder.resolve("128.aes"));
        secret("hex.aes", HexFormat.of().formatHex(raw).getBytes(StandardCharsets.US_ASCII));
        new Refusal(1, "hex.aes holds hex digits", "xxd -r -p")
                .requireIs(keyhaul.run("key", "inspect", "--key", "aes:hex.aes"));
        secret("open.aes", raw);
        Files.setPosixFilePermissions(
                folder.resolve("open.aes"), PosixFilePermissions.fromString("rw-r--r--"));
        new Refusal(3, "others than the owner can read or write open.aes", "chmod 600")
                .requireIs(keyhaul.run("key", "inspect", "--key", "aes:open.aes"));
    }

    /** A public half of another key in the file. */
    @Test
    void publicHalfOfAnotherKey_isRefused() throws Exception {
        OpenSsl openssl = new OpenSsl(home);
        byte[] one = der(openssl, "p-256.pem");
        ec("P-256", "second");
        byte[] two = der(openssl, "second.pem");
        System.arraycopy(two, two.length - 65, one, one.length - 65, 65);
        secret("wrong-half.der", one);
        new Refusal(1, "the public half in the EC key is not that of its private half", "damaged")
                .requireIs(keyhaul.run("key", "inspect", "--key", "pem:wrong-half.der"));
        one[one.length - 1] ^= 1;
        secret("off-curve.der", one);
        new Refusal(1, "the public point is not on its curve", "")
                .requireIs(keyhaul.run("key", "inspect", "--key", "pem:off-curve.der"));
    }

    private static byte[] der(OpenSsl openssl, String name) throws Exception {
        return openssl.convert(
                Files.readAllBytes(folder.resolve(name)), "pkcs8 -topk8 -nocrypt -outform DER");
    }

    /** An EC or AES key signs no evidence, and no approval. */
    @ParameterizedTest
    @ValueSource(strings = {"pem:p-256.pem", "aes:256.aes"})
    void evidenceKey_isRsa(String key) throws Exception {
        new Refusal(3, "an RSA key is needed here", "")
                .requireIs(
                        keyhaul.run(
                                "backup",
                                "create",
                                "--key",
                                "pem:p-384.pem",
                                "--store",
                                "unsigned",
                                "--to",
                                "password",
                                "--out-password-file",
                                "w",
                                "--sign-with",
                                key));
        assertThat(folder.resolve("unsigned")).doesNotExist();
    }
}
