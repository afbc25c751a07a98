package dev.keyhaul.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenSslUnwrap;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys brought into a token through the real commands: OpenSC uses them there, and OpenSSL verifies
 * what they sign.
 */
@Tag("long")
class KeyImportIT {
    private static final String SECOND = "second";

    @TempDir static Path home;
    private static SoftHsmFolder hsm;
    private static String tenant = "";
    private static String recovery = "";

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken(SECOND).requireDone();
        tenant = hsm.generate("tenant", "--json").json().string("fingerprint");
        recovery =
                generate("recovery", "--purpose", "recovery")
                        .requireDone()
                        .json()
                        .string("fingerprint");
        exportPublic(SoftHsmFolder.uri("tenant"), "tenant.pem");
        exportPublic("pkcs11:token=second;object=recovery", "recovery.pem");
        wrapForRecovery("tenant.bin");
        openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out file.key");
        openssl("pkey -in file.key -pubout -out file.pem");
        Files.writeString(hsm.work.resolve("data"), "a document");
        hsm.secret("wrong.pin", "not-the-pin");
        byte[] blob = Files.readAllBytes(hsm.work.resolve("tenant.bin"));
        Files.write(hsm.work.resolve("cut.bin"), Arrays.copyOf(blob, blob.length - 8));
        Files.write(hsm.work.resolve("short.bin"), Arrays.copyOf(blob, 100));
        blob[blob.length - 1] ^= 1;
        Files.write(hsm.work.resolve("damaged.bin"), blob);
        KeyPair other = KekFiles.rsa(3072);
        KekFiles.write(hsm.work, "other.pem", KekFiles.pem(other.getPublic()));
        wrap("other.bin", "other.pem", Fingerprint.of(other.getPublic()).toString());
    }

    @Test
    void import_ofAPemFile_isAtWorkInTheToken() throws Exception {
        JsonObject report = bring("pem:file.key", "from-pem", "--json").requireDone().json();

        assertThat(report.string("fingerprint")).isEqualTo(fingerprintOf("file.pem"));
        assertThat(report.strings("attributes"))
                .contains("TOKEN", "PRIVATE", "SENSITIVE", "SIGN", "DECRYPT")
                .doesNotContain("EXTRACTABLE", "UNWRAP", "LOCAL");
        assertThat(report.string("unwrapped_by")).isEqualTo("a pair made for this import");
        assertThat(report.string("proof")).contains("modulus", "signature");
        assertSigns("from-pem", "file.pem");
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 3072, 4096})
    void import_ofEachLength_works_andAWeakOneIsWarnedOf(int bits) throws Exception {
        openssl(
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:"
                        + bits
                        + " -out "
                        + bits
                        + ".key");
        openssl("pkey -in " + bits + ".key -pubout -out " + bits + ".pem");
        RealCommand.Result result = bring("pem:" + bits + ".key", "k" + bits, "--json");

        assertThat(result.requireDone().json().number("bits")).isEqualTo(bits);
        assertThat(result.err().contains("does not protect an active key adequately"))
                .isEqualTo(bits == 1024);
        assertSigns("k" + bits, bits + ".pem");
    }

    @Test
    void import_asExtractableWithId_canBeWrapped() throws Exception {
        JsonObject report =
                bring("pem:file.key", "loose", "--extractable", "--key-id", "c0de", "--json")
                        .requireDone()
                        .json();

        assertThat(report.string("id")).isEqualTo("c0de");
        assertThat(report.strings("attributes")).contains("EXTRACTABLE");
        hsm.withPin(
                        Args.of("byok", "create", "--key", "pkcs11:token=second;object=loose")
                                .and(
                                        "--format",
                                        "gcp",
                                        "--kek",
                                        "recovery.pem",
                                        "--kek-sha256",
                                        recovery,
                                        "-o",
                                        "loose.bin"))
                .requireDone();
    }

    /** From one HSM to another by a file. */
    @ParameterizedTest
    @ValueSource(strings = {"tenant.pem", "fingerprint"})
    void import_ofABlobForTheRecoveryPair_isTheSameKeyAtWork(String expect) throws Exception {
        String label = "by-" + expect;
        JsonObject report =
                bring(
                                "blob:tenant.bin",
                                label,
                                "--expect",
                                expect.equals("fingerprint") ? tenant : expect,
                                "--json")
                        .requireDone()
                        .json();

        assertThat(report.string("fingerprint")).isEqualTo(tenant);
        assertThat(report.string("unwrapped_by")).contains("recovery");
        assertSigns(label, "tenant.pem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"recovery", "pkcs11:token=second;object=recovery"})
    void import_ofABlobForANamedPair_works(String pair) throws Exception {
        String label = "by pair " + pair.length();
        bring("blob:tenant.bin", label, "--expect", tenant, "--recovery", pair).requireDone();

        assertSigns(label, "tenant.pem");
    }

    /** The same ciphertext in the JSON of Azure's blobs. */
    @Test
    void import_ofAKeyTransferBlob_takesItsCiphertext() throws Exception {
        hsm.withPin(
                        Args.of("byok", "create", "--key", SoftHsmFolder.uri("tenant"), "--kek")
                                .and(
                                        "recovery.pem",
                                        "--kid",
                                        KekFiles.KID,
                                        "--vault",
                                        KekFiles.VAULT,
                                        "--kek-sha256",
                                        recovery,
                                        "-o",
                                        "tenant.byok"))
                .requireDone();

        bring("blob:tenant.byok", "from-byok", "--expect", tenant).requireDone();
        assertSigns("from-byok", "tenant.pem");
    }

    /** From one HSM to another in one step, where both hang on one module. */
    @Test
    void import_ofAnotherTokensKey_isTheSameKeyAtWork() throws Exception {
        hsm.withPin(
                        Args.of("key", "import", "--key", SoftHsmFolder.uri("tenant"), "--token")
                                .and(
                                        SECOND,
                                        "--label",
                                        "direct",
                                        "--key-id",
                                        id("direct"),
                                        "--token-pin-file",
                                        "../user.pin"))
                .requireDone();

        assertSigns("direct", "tenant.pem");
    }

    /** The file that goes from HSM to HSM is what OpenSSL opens as well. */
    @ParameterizedTest
    @ValueSource(strings = {"aws", "gcp", "rsa-aes"})
    void ciphertextAlone_isWhatOpensslOpens(String format) throws Exception {
        KeyPair kek = KekFiles.rsa(3072);
        KekFiles.write(hsm.work, format + ".pem", KekFiles.pem(kek.getPublic()));
        Path key = KekFiles.write(hsm.work, format + ".key", KekFiles.pem(kek.getPrivate()));
        String out = format + ".bin";
        JsonObject report =
                wrap(out, format + ".pem", Fingerprint.of(kek.getPublic()).toString(), format);

        assertThat(Files.size(hsm.work.resolve(out))).isEqualTo(report.number("ciphertext_bytes"));
        assertThat(report.string("method")).isEqualTo("CKM_RSA_AES_KEY_WRAP, OAEP with SHA-1");
        assertThat(
                        Fingerprint.of(
                                        publicKey(
                                                new OpenSslUnwrap(hsm.keyhaul())
                                                        .publicKeyIn(
                                                                hsm.work.resolve(out), key, 3072)))
                                .toString())
                .isEqualTo(tenant);
    }

    /**
     * AWS's RSA_AES_KEY_WRAP_SHA_1 and _SHA_256, Google's rsa-oaep-3072-sha1- and -sha256-aes-256.
     */
    @ParameterizedTest
    @CsvSource({"aws, sha1", "aws, sha256", "gcp, sha1", "gcp, sha256"})
    void softwareKeysCiphertext_isWhatOpensslOpens_withEachHash(String format, String hash)
            throws Exception {
        KeyPair kek = KekFiles.rsa(3072);
        String name = "soft-" + format + hash;
        KekFiles.write(hsm.work, name + ".pem", KekFiles.pem(kek.getPublic()));
        Path key = KekFiles.write(hsm.work, name + ".key", KekFiles.pem(kek.getPrivate()));

        JsonObject report =
                hsm.keyhaul()
                        .run(bare("pem:file.key", name, kek, format, hash))
                        .requireDone()
                        .json();

        assertThat(report.string("method"))
                .endsWith(hash.equals("sha1") ? "OAEP with SHA-1" : "OAEP with SHA-256");
        byte[] found =
                new OpenSslUnwrap(hsm.keyhaul())
                        .publicKeyIn(hsm.work.resolve(name + ".bin"), key, 3072, hash);
        assertThat(Fingerprint.of(publicKey(found)).toString())
                .isEqualTo(fingerprintOf("file.pem"));
    }

    /** SoftHSM's OAEP has SHA-1 alone: that is said, and nothing is written. */
    @Test
    void tokenWithoutAHash_isRefusedWithTheReason() throws Exception {
        KeyPair kek = KekFiles.rsa(3072);
        KekFiles.write(hsm.work, "token256.pem", KekFiles.pem(kek.getPublic()));

        RealCommand.Result result =
                hsm.withPin(bare(SoftHsmFolder.uri("tenant"), "token256", kek, "aws", "sha256"));

        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err()).contains("RSA-OAEP with SHA256: C_WrapKey", "keyhaul: hint: ");
        assertThat(hsm.work.resolve("token256.bin")).doesNotExist();
    }

    private static String[] bare(
            String source, String name, KeyPair kek, String format, String hash) throws Exception {
        String fingerprint = Fingerprint.of(kek.getPublic()).toString();
        return Args.of("byok", "create", "--key", source, "--json", "--format", format)
                .and(
                        "--oaep",
                        hash,
                        "--kek",
                        name + ".pem",
                        "--kek-sha256",
                        fingerprint,
                        "-o",
                        name + ".bin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrong PIN | 4 | CKR_PIN_INCORRECT | check the PIN | --token-pin-file ../wrong.pin",
                "missing token | 5 | no token with label 'third' | available tokens | --token third",
                "label that is there | 5 | label 'recovery' already | another label | --label recovery",
                "id that is no hex | 2 | --key-id is not hex | hex digits | --key-id xy",
                "file missing | 1 | no such file | path | --key pem:no.key",
                "file without key | 1 | not a private key | | --key pem:data",
                "no source | 2 | not a source of keys | pem:FILE | --key file.key",
                "another key than expected | 7 | the key is  | nothing was imported | --expect tenant.pem",
                "pair without blob | 2 | --recovery can only be used with blob | leave it out | --recovery recovery",
                "blob of nobody | 2 | does not show which key | --expect | --key blob:tenant.bin",
                "blob missing | 1 | no such file | path | --key blob:no.bin --expect tenant.pem",
                "blob in a token without pair | 5 | 0 recovery pairs | --purpose recovery | --key blob:tenant.bin --expect tenant.pem --token hsm",
                "blob for no such pair | 5 | label 'nobody' | keyhaul key list | --key blob:tenant.bin --expect tenant.pem --recovery nobody",
                "blob for another pair | 7 | this key cannot unwrap the wrapped key | damaged | --key blob:other.bin --expect tenant.pem",
                "blob that is cut | 7 | this key cannot unwrap the wrapped key | damaged | --key blob:cut.bin --expect tenant.pem",
                "blob that is cut short | 7 | this key cannot unwrap the wrapped key | damaged | --key blob:short.bin --expect tenant.pem",
                "blob that is damaged | 7 | this key cannot unwrap the wrapped key | damaged | --key blob:damaged.bin --expect tenant.pem",
                "blob of another key | 7 | not the expected one | | --key blob:tenant.bin --expect file.pem",
            })
    void badInput_isRefused_andLeavesFolderAndTokenAsTheyWere(
            String name, int exit, String error, String hint, String options) throws Exception {
        FolderContent before = FolderContent.of(hsm.work);
        List<String> objects = objects();
        RealCommand.Result result = hsm.keyhaul().run(varied(options.split(" ")));

        new Refusal(exit, error, hint == null ? "" : hint).requireIs(result);
        assertThat(FolderContent.of(hsm.work)).as(name).isEqualTo(before);
        assertThat(objects()).as(name).isEqualTo(objects);
    }

    /** A command that works, with some options replaced or added. */
    private static String[] varied(String... options) {
        List<String> args =
                new ArrayList<>(
                        List.of("key", "import", "--key", "pem:file.key", "--token", SECOND));
        args.addAll(List.of("--label", "never", "--token-pin-file", "../user.pin"));
        for (int i = 0; i < options.length; i += 2) {
            int at = args.indexOf(options[i]);
            if (at < 0) {
                args.addAll(List.of(options[i], options[i + 1]));
            } else {
                args.set(at + 1, options[i + 1]);
            }
        }
        return args.toArray(String[]::new);
    }

    @Test
    void theCommandThatTheRowsVary_works() throws Exception {
        hsm.keyhaul().run(varied("--label", "control")).requireDone();
    }

    private static RealCommand.Result generate(String label, String... more) throws Exception {
        return hsm.withPin(
                Args.of("key", "generate", "--json", "--token", SECOND, "--label", label)
                        .and(more));
    }

    private static RealCommand.Result bring(String source, String label, String... more)
            throws Exception {
        Args args = Args.of("key", "import", "--key", source, "--token", SECOND, "--label", label);
        return hsm.withPin(
                List.of(more).contains("--key-id")
                        ? args.and(more)
                        : Args.of(args.and("--key-id", id(label))).and(more));
    }

    /** OpenSC signs with the key of an id: each import of a test has its own. */
    private static String id(String label) {
        return HexFormat.of().formatHex(label.getBytes(StandardCharsets.UTF_8));
    }

    private static void wrapForRecovery(String out) throws Exception {
        wrap(out, "recovery.pem", recovery);
    }

    private static void wrap(String out, String kek, String fingerprint) throws Exception {
        wrap(out, kek, fingerprint, "rsa-aes");
    }

    private static JsonObject wrap(String out, String kek, String fingerprint, String format)
            throws Exception {
        return hsm.withPin(
                        Args.of("byok", "create", "--key", SoftHsmFolder.uri("tenant"), "--json")
                                .and(
                                        "--format",
                                        format,
                                        "--kek",
                                        kek,
                                        "--kek-sha256",
                                        fingerprint,
                                        "-o",
                                        out))
                .requireDone()
                .json();
    }

    private static void exportPublic(String uri, String out) throws Exception {
        hsm.withPin("key", "export-public", "--key", uri, "-o", out).requireDone();
    }

    /** OpenSC signs in the second token; OpenSSL verifies with the public key in the file. */
    private static void assertSigns(String label, String publicPem) throws Exception {
        List<String> tool =
                new ArrayList<>(
                        List.of("pkcs11-tool", "--module", hsm.module(), "--token-label", SECOND));
        tool.addAll(List.of("--login", "--pin", SoftHsmFolder.PIN, "--sign", "--id", id(label)));
        tool.addAll(List.of("--mechanism", "SHA256-RSA-PKCS", "-i", "data", "-o", label + ".sig"));
        hsm.keyhaul().runProgram(tool).requireDone();
        RealCommand.Result verified =
                hsm.keyhaul()
                        .runProgram(
                                List.of(
                                        "openssl",
                                        "dgst",
                                        "-sha256",
                                        "-verify",
                                        publicPem,
                                        "-signature",
                                        label + ".sig",
                                        "data"));
        assertThat(verified.requireDone().out()).contains("Verified OK");
    }

    private static List<String> objects() throws Exception {
        return hsm.listed(SECOND);
    }

    private static String fingerprintOf(String pem) throws Exception {
        openssl("pkey -pubin -in " + pem + " -outform DER -out " + pem + ".der");
        return Fingerprint.of(publicKey(Files.readAllBytes(hsm.work.resolve(pem + ".der"))))
                .toString();
    }

    private static PublicKey publicKey(byte[] der) throws Exception {
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    }

    private static void openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        hsm.keyhaul().runProgram(command).requireDone();
    }
}
