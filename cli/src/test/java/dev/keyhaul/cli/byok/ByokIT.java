package dev.keyhaul.cli.byok;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenSslUnwrap;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key transfer blobs through the real commands; OpenSSL opens them without our code. */
@Tag("long")
class ByokIT {
    private static final String TENANT = SoftHsmFolder.uri("tenant");

    @TempDir static Path home;
    private static SoftHsmFolder hsm;
    private static KeyPair kek;
    private static String fingerprint = "";
    private static byte[] tenant = {};

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        kek = KekFiles.rsa(2048);
        fingerprint = Fingerprint.of((RSAPublicKey) kek.getPublic()).toString();
        KekFiles.write(hsm.work, "az.json", KekFiles.az(kek.getPublic()));
        KekFiles.write(hsm.work, "record.json", KekFiles.record(kek.getPublic()));
        KekFiles.write(hsm.work, "kek.pem", KekFiles.pem(kek.getPublic()));
        KekFiles.write(hsm.work, "kek.key", KekFiles.pem(kek.getPrivate()));
        Files.write(hsm.work.resolve("kek.der"), kek.getPublic().getEncoded());
        hsm.pkcs11Tool(
                "--read-object", "--type", "pubkey", "--label", "tenant", "-o", "tenant.der");
        tenant = Files.readAllBytes(hsm.work.resolve("tenant.der"));
        create("fixed.byok", "az.json").requireDone();
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void create_givesABlobThatOpensslAloneOpens(int kekBits) throws Exception {
        KeyPair pair = kekBits == 2048 ? kek : KekFiles.rsa(kekBits);
        KekFiles.write(hsm.work, kekBits + ".json", KekFiles.az(pair.getPublic()));
        Path key = KekFiles.write(hsm.work, kekBits + ".key", KekFiles.pem(pair.getPrivate()));
        create(kekBits + ".byok", kekBits + ".json").requireDone();

        assertThat(
                        new OpenSslUnwrap(hsm.keyhaul())
                                .publicKeyIn(hsm.work.resolve(kekBits + ".byok"), key, kekBits))
                .isEqualTo(tenant);
        open(kekBits + ".byok", kekBits + ".key", "tenant.der").requireDone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"az.json", "record.json", "kek.pem", "kek.der"})
    void create_takesTheKekInEachForm(String file) throws Exception {
        String out = file + ".byok";
        RealCommand.Result result =
                file.endsWith(".json")
                        ? create(out, file)
                        : create(out, file, "--kid", KekFiles.KID);

        assertThat(result.requireDone().err()).isEmpty();
        open(out, "kek.key", "tenant.der").requireDone();
    }

    @Test
    void create_takesWhatAgreesTwice() throws Exception {
        create("twice.byok", "az.json", "--kid", KekFiles.KID + "/").requireDone();
    }

    @Test
    void create_reportsWhatWasDoneAndProven() throws Exception {
        JsonObject report = create("report.byok", "az.json", "--json").requireDone().json();
        byte[] blob = Files.readAllBytes(hsm.work.resolve("report.byok"));

        assertThat(report.string("schema_version")).isEqualTo("2.0.0");
        assertThat(report.string("file")).isEqualTo("report.byok");
        assertThat(report.string("sha256")).isEqualTo(sha256(blob));
        assertThat(report.number("ciphertext_bytes")).isIn(1480L, 1488L);
        assertThat(report.string("kid")).isEqualTo(KekFiles.KID);
        assertThat(report.string("kek_fingerprint")).isEqualTo(fingerprint);
        assertThat(report.string("kek_authenticated_by"))
                .isEqualTo("a fingerprint given by the operator");
        assertThat(report.string("key_fingerprint")).isEqualTo(sha256(tenant));
        assertThat(report.string("key_protection")).isEqualTo("a software token");
        assertThat(report.string("strategy")).contains("CKM_RSA_PKCS_OAEP", "AES-256");
        assertThat(report.string("proof")).contains("these bytes");
        assertThat(report.strings("notes")).isNotNull();
        JsonObject origin = report.object("origin");
        assertThat(origin.string("module")).isEqualTo(hsm.module());
        assertThat(origin.string("module_sha256"))
                .isEqualTo(sha256(Files.readAllBytes(Path.of(hsm.module()))));
    }

    @Test
    void create_writesForTheOwnerAlone_andReplacesOnlyWithForce() throws Exception {
        Path file = hsm.work.resolve("force.byok");
        Files.writeString(file, "an older one");
        create("force.byok", "az.json", "--force").requireDone();

        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(file)).startsWith("{");
    }

    @Test
    void create_leavesNothingInTheToken() throws Exception {
        String before = hsm.pkcs11Tool("--list-objects").out();
        create("clean.byok", "az.json").requireDone();

        assertThat(hsm.pkcs11Tool("--list-objects").out()).isEqualTo(before);
    }

    @Test
    void inspect_showsWhatTheBlobSaysOfItself() throws Exception {
        JsonObject said = hsm.keyhaul().run("inspect", "fixed.byok", "--json").requireDone().json();

        assertThat(said.string("kind")).isEqualTo("transfer blob");
        assertThat(said.string("kid")).isEqualTo(KekFiles.KID);
        assertThat(said.string("generator")).startsWith("keyhaul ").contains("SoftHSM");
        assertThat(said.bool("authenticated")).isFalse();
        assertThat(hsm.keyhaul().run("inspect", "fixed.byok").requireDone().out())
                .containsPattern("authenticated +no");
    }

    @Test
    void inspect_ofWhatIsNoBlob_says() throws Exception {
        for (String[] other :
                new String[][] {
                    {"kek.pem", "public key"}, {"az.json", "vault's JSON of a key"},
                }) {
            JsonObject report = hsm.keyhaul().run("inspect", other[0], "--json").json();

            assertThat(report.string("kind")).isEqualTo(other[1]);
            assertThat(report.string("fingerprint")).isEqualTo(fingerprint);
            assertThat(report.has("findings")).isFalse();
            new Refusal(2, "--kid does not apply: " + other[0] + " is a " + other[1], "blob")
                    .requireIs(hsm.keyhaul().run("inspect", other[0], "--kid", KekFiles.KID));
        }
    }

    @Test
    void open_withTheRightKek_comparesAndWritesNothing() throws Exception {
        FolderContent before = FolderContent.of(hsm.work);
        RealCommand.Result result = open("fixed.byok", "kek.key", "tenant.der");

        assertThat(result.requireDone().json().string("holds")).isEqualTo(sha256(tenant));
        assertThat(FolderContent.of(hsm.work)).isEqualTo(before);
    }

    @Test
    void open_withAnotherKek_fails() throws Exception {
        KekFiles.write(hsm.work, "other.key", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));

        new Refusal(7, "", "").requireIs(open("fixed.byok", "other.key", "tenant.der"));
    }

    @Test
    void open_withAnotherPublicKey_fails() throws Exception {
        new Refusal(7, "the blob contains a different key", "expected: " + fingerprint)
                .requireIs(open("fixed.byok", "kek.key", "kek.pem"));
    }

    /** One character of the ciphertext: in the OAEP part, and in the KWP part. */
    @ParameterizedTest
    @ValueSource(ints = {20, 1200})
    void open_ofADamagedBlob_failsAlikeWhereverTheDamageIs(int at) throws Exception {
        String blob = Files.readString(hsm.work.resolve("fixed.byok"));
        int place = blob.indexOf("\"ciphertext\": \"") + "\"ciphertext\": \"".length() + at;
        char other = blob.charAt(place) == 'A' ? 'B' : 'A';
        KekFiles.write(
                hsm.work,
                "damaged.byok",
                blob.substring(0, place) + other + blob.substring(place + 1));
        RealCommand.Result damaged = open("damaged.byok", "kek.key", "tenant.der");
        KekFiles.write(hsm.work, "another.key", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));

        new Refusal(7, "", "").requireIs(damaged);
        assertThat(damaged.err()).isEqualTo(open("fixed.byok", "another.key", "tenant.der").err());
    }

    @Test
    void quiet_hasNoNotes_andVerbosePrintsTheTraceOfAnError() throws Exception {
        assertThat(create("quiet.byok", "az.json", "-q").requireDone().err())
                .startsWith("kek not proven\n")
                .doesNotContain("keyhaul:");
        RealCommand.Result result = hsm.withPin("inspect", SoftHsmFolder.uri("nobody"), "-v");

        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err())
                .startsWith("no settings file /")
                .contains("\nkeyhaul: error: ", "\tat dev.keyhaul.");
        assertThat(result.err()).doesNotContain(SoftHsmFolder.PIN);
    }

    /** The ways to a PIN other than {@code --pin-file}; a shell opens the descriptor. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--pin-env PIN_OF_HSM",
                "--pin-fd 3 3<../user.pin",
                "--pin-fd 0 <../user.pin",
                "--pin-file ../user.pin <&-",
            })
    void pin_comesFromWhereTheOptionSays(String options) throws Exception {
        RealCommand.Result result =
                hsm.keyhaul()
                        .with("PIN_OF_HSM", SoftHsmFolder.PIN)
                        .runShell("keyhaul inspect '" + TENANT + "' --json " + options);

        assertThat(result.requireDone().err()).isEmpty();
        assertThat(result.json().number("modulus_bits")).isEqualTo(2048);
    }

    @Test
    void pin_comesFromTheUri() throws Exception {
        String source = TENANT + "?pin-source=file:" + hsm.at("user.pin");

        hsm.keyhaul().run("inspect", source).requireDone();
    }

    @Test
    void pin_fromADescriptorOfNobody_saysHowToOpenOne() throws Exception {
        new Refusal(1, "file descriptor 77", "3<FILE")
                .requireIs(hsm.keyhaul().run("inspect", TENANT, "--pin-fd", "77"));
        new Refusal(1, "the environment variable is not set: KEYHAUL_IT_NO", "export")
                .requireIs(hsm.keyhaul().run("inspect", TENANT, "--pin-env", "KEYHAUL_IT_NO"));
    }

    @Test
    void module_ofTheOptionCountsBeforeUriAndEnvironment() throws Exception {
        String[] list = {"token", "list", "--module", hsm.module()};

        hsm.keyhaul().with("KEYHAUL_PKCS11_MODULE", "/nonexistent.so").run(list).requireDone();
        hsm.withPin("inspect", "--module", hsm.module(), TENANT + "?module-path=/nonexistent.so")
                .requireDone();
    }

    @Test
    void module_ofTheUriCountsBeforeTheEnvironment() throws Exception {
        String source = TENANT + "?module-path=" + hsm.module() + "&pin-source=file:";
        RealCommand keyhaul = hsm.keyhaul().with("KEYHAUL_PKCS11_MODULE", "/nonexistent.so");

        keyhaul.run("inspect", source + hsm.at("user.pin")).requireDone();
        new Refusal(5, "/nonexistent.so", "KEYHAUL_PKCS11_MODULE")
                .requireIs(keyhaul.run("token", "list"));
    }

    private static RealCommand.Result create(String out, String kekFile, String... more)
            throws Exception {
        boolean ofAnotherLength = kekFile.matches("(3072|4096).json");
        String told = ofAnotherLength ? KekFiles.trust(hsm.work, kekFile)[1] : fingerprint;
        List<String> args = new ArrayList<>(List.of("byok", "create", "--key", TENANT));
        args.addAll(List.of("--kek", kekFile, "-o", out, "--vault", KekFiles.VAULT + "/"));
        args.addAll(List.of("--kek-sha256", told));
        args.addAll(List.of(more));
        return hsm.withPin(args.toArray(String[]::new));
    }

    private static RealCommand.Result open(String blob, String kekKey, String expected)
            throws Exception {
        return hsm.keyhaul()
                .run("byok", "open", blob, "--kek-key", kekKey, "--expect", expected, "--json");
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
