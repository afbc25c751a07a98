package dev.keyhaul.cli.pfx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenSslUnwrap;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One key in a PFX file, taken to every place that keys go to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class PfxIT {
    private static final Path VECTORS =
            Path.of(System.getProperty("keyhaul.root", ".."))
                    .resolve("../shared/vectors/pkcs12")
                    .toAbsolutePath();
    private static final String PASSWORD = "pässword of a file";

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private ServedVault vault;
    private PublicKey publicKey;
    private String fingerprint;

    @BeforeAll
    void makeFiles() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.secret("pfx.password", PASSWORD);
        hsm.secret("wrong.password", "password");
        vault = ServedVault.start(hsm, "vault");
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout t.key -out t.crt -subj /CN=t -days 30");
        openssl(
                "pkcs12 -export -inkey t.key -in t.crt -name t -out t.pfx -passout file:../pfx.password");
        publicKey =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(
                                        Files.readAllBytes(hsm.work.resolve("t.crt"))))
                        .getPublicKey();
        fingerprint = Fingerprint.of(publicKey).toString();
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    @Test
    void blob_isOpenedByOpenSsl_andHoldsTheKey() throws Exception {
        KeyPair kek = KekFiles.rsa(2048);
        Path kekPrivate =
                KekFiles.write(hsm.work, "kek-private.pem", KekFiles.pem(kek.getPrivate()));
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(kek.getPublic()));

        JsonObject report =
                pfx(
                                "byok",
                                "create",
                                Args.of("--kek", "kek.json", "-o", "t.byok", "--json")
                                        .and(KekFiles.trust(hsm.work, "kek.json")))
                        .requireDone()
                        .json();

        assertThat(report.string("key_fingerprint")).isEqualTo(fingerprint);
        assertThat(report.string("key_protection")).isEqualTo("a file");
        assertThat(
                        new OpenSslUnwrap(hsm.keyhaul())
                                .publicKeyIn(hsm.work.resolve("t.byok"), kekPrivate, 2048))
                .isEqualTo(publicKey.getEncoded());
    }

    @Test
    void vaultImport_makesASoftwareKey_provenByASignature() throws Exception {
        RealCommand.Result result = imported("software", "--rehearsal");

        JsonObject report = result.requireDone().json();
        assertThat(report.string("kty")).isEqualTo("RSA");
        assertThat(report.object("proof").value("passed")).contains(true);
        assertThat(result.err()).doesNotContain("warning").doesNotContain("KEK");
        assertThat(vault.show("software").string("fingerprint")).isEqualTo(fingerprint);
    }

    @Test
    void vaultImport_withHsmProtection_goesAsABlob_withAWarning() throws Exception {
        RealCommand.Result result = imported("hardware", "--protection", "hsm", "--rehearsal");

        JsonObject report = result.requireDone().json();
        assertThat(report.string("kty")).isEqualTo("RSA-HSM");
        assertThat(report.object("proof").value("passed")).contains(true);
        assertThat(result.err())
                .contains("keyhaul: warning: the key was in a file")
                .contains("disabled the KEK");
        assertThat(vault.show("hardware").string("fingerprint")).isEqualTo(fingerprint);
    }

    @Test
    void vaultImport_ofATokenKeyAsSoftwareKey_isUsage() throws Exception {
        hsm.generate("stays");
        RealCommand.Result result =
                vault.runWithPin(
                        Args.of("vault", "import-key", "--key", SoftHsmFolder.uri("stays"))
                                .and("--name", "x", "--protection", "software"));

        new Refusal(2, "a token key cannot be imported as a software key", "--protection")
                .requireIs(result);
    }

    @Test
    void masterCopy_isRestoredInAToken_whereItSigns() throws Exception {
        hsm.generate("recovery", "--purpose", "recovery");

        String id =
                hsm.withPin(
                                Args.of(
                                                "backup",
                                                "create",
                                                "--key",
                                                "pfx:t.pfx",
                                                "--store",
                                                "copies")
                                        .and(
                                                "--to",
                                                SoftHsmFolder.uri("recovery"),
                                                "--password-file",
                                                hsm.at("pfx.password"),
                                                "--json"))
                        .requireDone()
                        .json()
                        .string("id");
        hsm.withPin(
                        Args.of("backup", "restore", "--store", "copies", "--id", id, "--expect")
                                .and(fingerprint, "--token", "hsm", "--label", "restored"))
                .requireDone();

        signsInToken("restored");
    }

    @Test
    void keyImport_putsItIntoAToken_whereItSigns() throws Exception {
        hsm.withPin(
                        Args.of("key", "import", "--key", "pfx:t.pfx", "--token", "hsm")
                                .and(
                                        "--label",
                                        "imported",
                                        "--key-id",
                                        "0a0b",
                                        "--password-file",
                                        hsm.at("pfx.password")))
                .requireDone();

        signsInToken("imported");
    }

    /**
     * Signs in the token with OpenSC's tool, and lets OpenSSL verify with the certificate's key.
     */
    private void signsInToken(String label) throws Exception {
        JsonObject key =
                hsm
                        .withPin("key", "list", "--token", "hsm", "--json")
                        .requireDone()
                        .json()
                        .objects("keys")
                        .stream()
                        .filter(each -> each.names().contains("label"))
                        .filter(each -> label.equals(each.value("label").orElse("")))
                        .findFirst()
                        .orElseThrow();
        Files.writeString(hsm.work.resolve("data"), "a licence");
        hsm.pkcs11Tool(
                "--sign",
                "--mechanism",
                "SHA256-RSA-PKCS",
                "--id",
                key.string("id"),
                "--input-file",
                "data",
                "--output-file",
                "data.sig");
        openssl("x509 -in t.crt -pubkey -noout -out t.public");
        assertThat(openssl("dgst -sha256 -verify t.public -signature data.sig data"))
                .isEqualTo("Verified OK\n");
    }

    @Test
    void keyInspect_andExportPublic_takePfxAndPem() throws Exception {
        openssl("pkcs8 -topk8 -in t.key -out t.p8 -passout file:../pfx.password");
        openssl("rsa -traditional -in t.key -outform DER -out t.der");
        for (String source :
                List.of("pfx:t.pfx", "pfx:t.pfx#t", "pem:t.p8", "pem:t.key", "pem:t.der")) {
            JsonObject report = inspect(source).requireDone().json();
            assertThat(report.string("fingerprint")).as(source).isEqualTo(fingerprint);
            assertThat(run(source, "key", "export-public").requireDone().out())
                    .as(source)
                    .isEqualTo(KekFiles.pem(publicKey));
        }
    }

    @Test
    void pfxInspect_showsKeysCertificatesAndProtection() throws Exception {
        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                "inspect",
                                "t.pfx",
                                "--json",
                                "--password-file",
                                hsm.at("pfx.password"));

        JsonObject report = result.requireDone().json();
        assertThat(report.string("mac")).isEqualTo("HMAC-SHA-256, 2048 iterations");
        JsonObject key = report.objects("keys").get(0);
        assertThat(key.string("alias")).isEqualTo("t");
        assertThat(key.string("fingerprint")).isEqualTo(fingerprint);
        assertThat(key.string("certificate")).isEqualTo("CN=t");
        assertThat(key.strings("problems"))
                .containsExactly("the file protects it weakly: delete it after the import");
        assertThat(report.objects("certificates")).hasSize(1);
    }

    @Test
    void pfxCreate_costsThrice600000Iterations_andOpensInOpenSsl() throws Exception {
        JsonObject report =
                create("ours.pfx", "pem:t.key", "--subject", "CN=ours", "--json")
                        .requireDone()
                        .json();

        assertThat(report.string("fingerprint")).isEqualTo(fingerprint);
        String info = openssl("pkcs12 -info -noout -in ours.pfx -passin file:../pfx.password");
        assertThat(
                        info.lines()
                                .filter(
                                        line ->
                                                line.endsWith("Iteration 600000")
                                                        || line.contains("Iteration 600000,")))
                .hasSize(3);
        assertThat(info).contains("MAC: sha256", "AES-256-CBC", "PRF hmacWithSHA256");
        assertThat(inspect("pfx:ours.pfx").requireDone().json().string("fingerprint"))
                .isEqualTo(fingerprint);
    }

    @Test
    void pfxCreate_ofATokenKey_isRefusedWithWhy() throws Exception {
        hsm.generate("inside");
        RealCommand.Result result =
                hsm.withPin(
                        Args.of("pfx", "create", "--key", SoftHsmFolder.uri("inside"))
                                .and(
                                        "-o",
                                        "inside.pfx",
                                        "--out-password-file",
                                        hsm.at("pfx.password")));

        new Refusal(
                        3,
                        "the key is in a token, which never gives it out in the clear",
                        "backup create")
                .requireIs(result);
        assertThat(hsm.work.resolve("inside.pfx")).doesNotExist();
    }

    @Test
    void pfxCreate_legacy_warns_andNeverWritesOverItsSource() throws Exception {
        assertThat(create("old.pfx", "pem:t.key", "--legacy").requireDone().err())
                .contains("keyhaul: warning: --legacy: 3DES and SHA-1");
        new Refusal(1, "input and output are the same file", "another name")
                .requireIs(create("old.pfx", "pfx:old.pfx", "--force"));
        new Refusal(7, "CN=t has a different public key", "issued for this key")
                .requireIs(otherKeysCertificate());
    }

    private RealCommand.Result otherKeysCertificate() throws Exception {
        openssl("genrsa -out other.key 2048");
        return create("other.pfx", "pem:other.key", "--certificate", "t.crt");
    }

    @ParameterizedTest
    @CsvSource({
        "pfx:t.pfx, ../wrong.password, 4, the password is wrong, try the password again",
        "pfx:t.pfx#other, ../pfx.password, 5, the file has no key 'other'; its keys are 't', pfx:FILE#ALIAS",
        "pfx:nothing.pfx, ../pfx.password, 1, no such file, check the path",
        "pfx:t.key, ../pfx.password, 1, 't.key is a private key, not a PFX', ''",
        "pem:t.pfx, ../pfx.password, 1, t.pfx is a PFX (PKCS#12) file, ''",
        "pfx:t.pfx, '', 2, no password of t.pfx was given, --password-file",
    })
    void badInput_hasItsExitCodeAndHint(
            String source, String password, int exit, String error, String hint) throws Exception {
        List<String> args = new ArrayList<>(List.of("inspect", source));
        if (!password.isEmpty()) {
            args.addAll(List.of("--password-file", password));
        }

        new Refusal(exit, error, hint).requireIs(hsm.keyhaul().run(args.toArray(String[]::new)));
    }

    @Test
    void wrongPassword_ofEverySharedFile_isExit4() throws Exception {
        assumeTrue(Files.isDirectory(VECTORS), "other programs' files in ../shared/vectors/pkcs12");
        int refused = 0;
        try (Stream<Path> files = Files.list(VECTORS)) {
            for (Path file : files.sorted().toList()) {
                RealCommand.Result result =
                        hsm.keyhaul()
                                .run(
                                        Args.of("inspect", file.toString(), "--allow-no-mac")
                                                .and("--password-file", hsm.at("pfx.password")));
                // Its MAC is refused before a password is tried.
                boolean unknownMac = file.endsWith("example11.pfx");
                assertThat(result.exit()).as(file.toString()).isEqualTo(unknownMac ? 3 : 4);
                assertThat(result.err()).doesNotContain("\tat ");
                refused++;
            }
        }
        System.out.println("pkcs12 vectors: " + refused + " refused by the command");
        assertThat(refused).isEqualTo(22);
    }

    private RealCommand.Result imported(String name, String... more) throws Exception {
        return vault.run(
                Args.of("vault", "import-key", "--key", "pfx:t.pfx", "--name", name, "--json")
                        .and(Args.of("--password-file", hsm.at("pfx.password")).and(more)));
    }

    private RealCommand.Result create(String file, String source, String... more) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("pfx", "create", "--key", source, "-o", file)
                                .and(
                                        Args.of("--out-password-file", hsm.at("pfx.password"))
                                                .and(
                                                        Args.of(
                                                                        "--password-file",
                                                                        hsm.at("pfx.password"))
                                                                .and(more))));
    }

    private RealCommand.Result pfx(String group, String command, String... more) throws Exception {
        return run("pfx:t.pfx", group, command, more);
    }

    private RealCommand.Result run(String source, String group, String command, String... more)
            throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of(group, command, "--key", source)
                                .and(Args.of("--password-file", hsm.at("pfx.password")).and(more)));
    }

    private RealCommand.Result inspect(String source) throws Exception {
        return hsm.keyhaul()
                .run("inspect", source, "--json", "--password-file", hsm.at("pfx.password"));
    }

    /** Returns what OpenSSL says, on both streams. */
    private String openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        RealCommand.Result result = hsm.keyhaul().runProgram(command).requireDone();
        return result.out() + result.err();
    }
}
