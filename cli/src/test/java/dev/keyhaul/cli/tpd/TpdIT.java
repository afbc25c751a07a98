package dev.keyhaul.cli.tpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.Certificates;
import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenSslUnwrap;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pfx.fixture.KeyBlobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of AD RMS, from the exported domain to each place that a key goes to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class TpdIT {
    private static final String AT_A_REAL_VAULT =
            "'https://NAME.vault.azure.net/keys/tenant/VERSION'";

    private static final String GUID = "6c3e4f90-4e1d-4ec5-8c1c-5d2f2a6a0f11";
    private static final String URL =
            "https://contoso-kv.vault.azure.net/keys/tenant/0123456789abcdef0123456789abcdef";
    private static final RSAPrivateCrtKey KEY = GeneratedKeys.rsaPrivate(2048);

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private String fingerprint;

    @BeforeAll
    void exportDomains() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.secret("tpd.password", TpdWriter.PASSWORD);
        hsm.secret("wrong.password", "wrong");
        hsm.secret("key.password", "another password");
        fingerprint = Fingerprint.of(GeneratedKeys.rsaPublic(2048)).toString();
        write(
                "contoso.xml",
                TpdWriter.of(KEY)
                        .template(
                                Certificates.template(
                                        "{78862306-1fb3-4251-b83d-143db199f5d5}", "Confidential")));
        write(
                "mode1.xml",
                TpdWriter.of(GeneratedKeys.rsaPrivate(1024)).kdf(TpdWriter.Kdf.B).cspType(1));
        write("away.xml", TpdWriter.of(KEY).keyless());
    }

    private void write(String name, TpdWriter domain) throws Exception {
        Files.write(hsm.work.resolve(name), domain.write());
    }

    @Test
    void inspect_showsTheDomain() throws Exception {
        JsonObject domain =
                tpdKey("inspect", "contoso.xml", "--json", "--expect", GUID).requireDone().json();

        assertThat(domain.string("server_id")).isEqualTo(GUID);
        assertThat(domain.number("mode")).isEqualTo(2);
        assertThat(domain.number("modulus_bits")).isEqualTo(2048);
        assertThat(domain.string("key")).isEqualTo("keyed");
        assertThat(domain.string("fingerprint")).isEqualTo(fingerprint);
        assertThat(domain.string("server_name")).isEqualTo("Contoso RMS");
        assertThat(domain.strings("templates")).containsExactly("Confidential");
        assertThat(domain.strings("licensing_urls"))
                .contains("https://rms.contoso.com/_wmcs/licensing");
        assertThat(domain.string("valid_until")).isEqualTo("2261-03-04T05:06");
        assertThat(domain.string("signature")).isEqualTo("holds under the issuer's key in it");
        assertThat(domain.string("chain_ends_at")).isEqualTo("Enrollment");
        assertThat(domain.bool("chain_ends_at_microsoft_root")).isFalse();
        assertThat(domain.strings("templates_that_grant_anyone")).isEmpty();
        assertThat(domain.string("key_identifier")).isEqualTo("_DRMS_contoso");
        assertThat(domain.string("what_to_do")).contains("vault import-key");
    }

    @Test
    void inspect_ofAnEstate_isATable_andTheWorstFileIsTheExitCode() throws Exception {
        Path estate = Files.createDirectories(hsm.work.resolve("estate"));
        for (String name : List.of("contoso.xml", "mode1.xml", "away.xml")) {
            Files.copy(hsm.work.resolve(name), estate.resolve(name));
        }
        Files.writeString(estate.resolve("notes.txt"), "no domain");

        RealCommand.Result good = tpdKey("inspect", "estate");

        assertThat(good.requireDone().out().lines().toList())
                .anyMatch(l -> l.matches(" *file +server id +mode +modulus bits +key +csp +what.*"))
                .anyMatch(
                        l ->
                                l.matches(
                                        ".*contoso.xml +"
                                                + GUID
                                                + " +2 +2048 +keyed +Enh.*import.*"))
                .anyMatch(l -> l.matches(".*mode1.xml .* 1 +1024 +keyed .*keyed file.*"))
                .anyMatch(l -> l.matches(".*away.xml .* 2 +2048 +keyless .*find.*"))
                .anyMatch(l -> l.contains("1024 bits is not adequate protection"));

        Files.write(estate.resolve("other.xml"), TpdWriter.of(KEY).password("other").write());
        Files.writeString(estate.resolve("text.xml"), "<ArrayOfAnyType and no XML");
        RealCommand.Result bad = tpdKey("inspect", "estate", "--json");

        assertThat(bad.exit()).isEqualTo(4);
        List<JsonObject> domains = bad.json().objects("items");
        assertThat(domains).hasSize(5);
        assertThat(domains.get(3).string("error"))
                .contains("other.xml: wrong password, or the file");
        assertThat(domains.get(4).string("error")).contains("text.xml: not well-formed XML");
    }

    @ParameterizedTest
    @CsvSource({
        "11111111-2222-3333-4444-555555555555, 7, expected server 1111",
        "sha256:0000000000000000000000000000000000000000000000000000000000000000, 7, expected key",
        "Contoso, 2, neither a GUID nor a fingerprint"
    })
    void inspect_ofAnotherServerThanExpected_fails(String expected, int exit, String error)
            throws Exception {
        new Refusal(exit, error, "")
                .requireIs(tpdKey("inspect", "contoso.xml", "--expect", expected));
    }

    @Test
    void wrongPasswordAndDamage_areOneMessage() throws Exception {
        String text = Files.readString(hsm.work.resolve("contoso.xml"));
        int at = text.indexOf("<m_strKeyData>") + 60;
        Files.writeString(
                hsm.work.resolve("damaged.xml"),
                text.substring(0, at)
                        + (text.charAt(at) == 'A' ? 'B' : 'A')
                        + text.substring(at + 1));

        RealCommand.Result damaged = tpdKey("inspect", "damaged.xml");
        RealCommand.Result wrong =
                hsm.keyhaul()
                        .run("inspect", "contoso.xml", "--password-file", hsm.at("wrong.password"));

        new Refusal(4, "wrong password, or the file is damaged", "no checksum").requireIs(wrong);
        assertThat(damaged.err().replace("damaged.xml", "contoso.xml")).isEqualTo(wrong.err());
        assertThat(damaged.exit()).isEqualTo(4);
    }

    @Test
    void inspect_ofAHundredMegabytes_isRefusedAfterTheFirstSixteen() throws Exception {
        Path large = hsm.work.resolve("large.xml");
        try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(100 * 1024 * 1024);
        }

        new Refusal(1, "longer than 16777216 bytes", "the right file")
                .requireIs(tpdKey("inspect", "large.xml"));
        Files.delete(large);
    }

    @Test
    void convert_givesAKeylessDomainAndAKeyThatOpenSslOpens() throws Exception {
        JsonObject report =
                convert("contoso.xml", "c", "--key-url", URL, "--json").requireDone().json();

        assertThat(report.strings("next_commands"))
                .anyMatch(c -> c.startsWith("az keyvault set-policy --name contoso-kv"))
                .anyMatch(
                        c ->
                                c.startsWith("Import-AipServiceTpd -TpdFile (Resolve-Path 'c.xml')")
                                        && c.contains("-KeyVaultKeyUrl '" + URL + "'"));
        assertThat(hsm.work.resolve("c.pem")).content().startsWith("-----BEGIN ENCRYPTED PRIVATE");
        for (String name : List.of("c.xml", "c.pem")) {
            assertThat(Files.getPosixFilePermissions(hsm.work.resolve(name)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        openssl("pkcs8 -in c.pem -passin file:" + hsm.at("key.password") + " -out c.clear");
        openssl("rsa -in c.clear -check -noout");
        openssl("rsa -in c.clear -pubout -outform DER -out c.pub");
        assertThat(Files.readAllBytes(hsm.work.resolve("c.pub")))
                .isEqualTo(GeneratedKeys.rsaPublic(2048).getEncoded());
        assertThat(Files.readString(hsm.work.resolve("c.xml"))).doesNotContain("m_strKeyData");
        JsonObject keyless = tpdKey("inspect", "c.xml", "--json").requireDone().json();
        assertThat(keyless.string("key")).isEqualTo("keyless");
        assertThat(keyless.string("fingerprint")).isEqualTo(fingerprint);
        new Refusal(3, "the domain is keyless", "pkcs11:")
                .requireIs(tpdKey("inspect", "tpd:c.xml", "-q"));
    }

    @Test
    void convert_ofModeOne_explainsWhereTheKeyGoes() throws Exception {
        JsonObject report = convert("mode1.xml", "m1", "--json").requireDone().json();

        assertThat(report.strings("explanation").get(0)).contains("Microsoft-managed tenant key");
        assertThat(report.strings("next_commands"))
                .anyMatch(
                        c ->
                                c.startsWith(
                                        "Import-AipServiceTpd -TpdFile (Resolve-Path 'mode1.xml')"))
                .noneMatch(c -> c.contains("KeyVaultKeyUrl"));
    }

    @Test
    void convert_withoutUrl_leavesAPlaceholderWithAVersion() throws Exception {
        assertThat(
                        tpd("convert", "contoso.xml", "--keyless-out", "p.xml", "--json")
                                .requireDone()
                                .json()
                                .strings("next_commands"))
                .anyMatch(c -> c.contains("/keys/NAME/VERSION"));
    }

    @Test
    void convert_ontoItsInput_orTwiceIntoOneFile_isRefusedAndLeavesNothing() throws Exception {
        FolderContent before = FolderContent.of(hsm.work);

        new Refusal(1, "input and output are the same file", "another name")
                .requireIs(tpd("convert", "away.xml", "--keyless-out", "away.xml", "--force"));
        new Refusal(1, "two outputs are the same file", "another name")
                .requireIs(
                        tpd(
                                "convert",
                                "contoso.xml",
                                "--keyless-out",
                                "x.xml",
                                "--key-out",
                                "x.xml"));
        new Refusal(3, "the domain is keyless", "pkcs11:").requireIs(convert("away.xml", "never"));
        assertThat(FolderContent.of(hsm.work)).isEqualTo(before);
    }

    @Test
    void key_goesIntoABlobThatOpenSslOpens() throws Exception {
        KeyPair kek = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(kek.getPublic()));
        Path kekKey = KekFiles.write(hsm.work, "kek.key", KekFiles.pem(kek.getPrivate()));

        tpdKey(
                        KekFiles.trusted(
                                hsm.work,
                                Args.of("byok", "create", "--key", "tpd:contoso.xml")
                                        .and("--kek", "kek.json", "-o", "t.byok")))
                .requireDone();

        assertThat(
                        new OpenSslUnwrap(hsm.keyhaul())
                                .publicKeyIn(hsm.work.resolve("t.byok"), kekKey, 2048))
                .isEqualTo(GeneratedKeys.rsaPublic(2048).getEncoded());
        new Refusal(3, "modulus is 1024 bits", "Import-AipServiceTpd")
                .requireIs(
                        tpdKey(
                                KekFiles.trusted(
                                        hsm.work,
                                        Args.of("byok", "create", "-q", "--key", "tpd:mode1.xml")
                                                .and("--kek", "kek.json", "-o", "m1.byok"))));
    }

    @Test
    void key_goesIntoAVaultAsAnHsmKey_withTheCommandsOfItsDomain() throws Exception {
        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            JsonObject report =
                    vault.run(
                                    "vault",
                                    "import-key",
                                    "--rehearsal",
                                    "--json",
                                    "--name",
                                    "tenant",
                                    "--key",
                                    "tpd:contoso.xml",
                                    "--password-file",
                                    hsm.at("tpd.password"))
                            .requireDone()
                            .json();

            assertThat(report.string("kty")).isEqualTo("RSA-HSM");
            assertThat(report.object("proof").value("passed")).contains(true);
            assertThat(report.strings("next_commands"))
                    .anyMatch(c -> c.startsWith("keyhaul tpd convert contoso.xml"))
                    .anyMatch(
                            c ->
                                    c.startsWith("Import-AipServiceTpd")
                                            && c.contains(AT_A_REAL_VAULT));
            assertThat(vault.show("tenant").string("fingerprint")).isEqualTo(fingerprint);
        }
    }

    @Test
    void key_goesIntoAMasterCopyAndComesBackInAToken() throws Exception {
        hsm.initToken("recovery").requireDone();
        hsm.withPin(
                        Args.of("key", "generate", "--token", "recovery", "--label", "recovery")
                                .and("--purpose", "recovery"))
                .requireDone();
        String id =
                hsm.withPin(
                                "backup",
                                "create",
                                "--json",
                                "--key",
                                "tpd:contoso.xml",
                                "--password-file",
                                hsm.at("tpd.password"),
                                "--store",
                                "copies",
                                "--to",
                                "pkcs11:token=recovery;object=recovery")
                        .requireDone()
                        .json()
                        .string("id");

        JsonObject restored =
                hsm.withPin(
                                "backup",
                                "restore",
                                "--json",
                                "--store",
                                "copies",
                                "--id",
                                id,
                                "--expect",
                                fingerprint,
                                "--token",
                                "recovery",
                                "--label",
                                "tenant")
                        .requireDone()
                        .json();
        assertThat(restored.string("key_fingerprint")).isEqualTo(fingerprint);
    }

    /** OpenSSL verifies with the certificate's key what the token signed. */
    @Test
    void key_goesIntoATokenAndSignsThere() throws Exception {
        JsonObject imported =
                hsm.withPin(
                                "key",
                                "import",
                                "--json",
                                "--key",
                                "tpd:contoso.xml",
                                "--password-file",
                                hsm.at("tpd.password"),
                                "--token",
                                SoftHsmFolder.TOKEN,
                                "--label",
                                "from-ad-rms",
                                "--key-id",
                                "ad",
                                "--expect",
                                fingerprint)
                        .requireDone()
                        .json();

        assertThat(imported.string("fingerprint")).isEqualTo(fingerprint);
        Files.writeString(hsm.work.resolve("data"), "a licence");
        Files.write(hsm.work.resolve("t.der"), GeneratedKeys.rsaPublic(2048).getEncoded());
        hsm.pkcs11Tool(
                "--sign",
                "--mechanism",
                "SHA256-RSA-PKCS",
                "--id",
                "ad",
                "--input-file",
                "data",
                "--output-file",
                "data.sig");
        openssl("dgst -sha256 -verify t.der -keyform DER -signature data.sig data");
    }

    /** TpdUtil takes the key out into a PEM file beside a keyless domain. */
    @Test
    void key_ofTpdUtil_hasTheFingerprintOfItsKeylessDomain() throws Exception {
        for (String form : List.of("", " -traditional")) {
            KekFiles.write(hsm.work, "away.key", KekFiles.pem(KEY));
            openssl("rsa -in away.key -out away_key.pem" + form);

            JsonObject domain = tpdKey("inspect", "away.xml", "--json").requireDone().json();
            JsonObject key = tpdKey("inspect", "--json", "pem:away_key.pem").requireDone().json();

            assertThat(key.string("fingerprint")).isEqualTo(domain.string("fingerprint"));
        }
    }

    @Test
    void key_ofAWindowsContainer_isAPemSource() throws Exception {
        byte[] blob = KeyBlobs.cryptoApi(KEY);
        Files.write(hsm.work.resolve("key.blob"), blob);
        Files.write(hsm.work.resolve("key.cng"), KeyBlobs.cngRsa3(KEY));
        Files.write(hsm.work.resolve("key.pvk"), KeyBlobs.pvk(blob, TpdWriter.PASSWORD, false));

        for (String name : List.of("key.blob", "key.cng", "key.pvk")) {
            JsonObject report = tpdKey("inspect", "--json", "pem:" + name).requireDone().json();
            assertThat(report.string("fingerprint")).as(name).isEqualTo(fingerprint);
        }
        Files.write(hsm.work.resolve("public.blob"), KeyBlobs.publicBlob(KEY));
        new Refusal(1, "a PUBLICKEYBLOB", "with its private half")
                .requireIs(tpdKey("inspect", "pem:public.blob"));
    }

    @Test
    void help_saysWhatTheFormatKnowledgeRestsOn() throws Exception {
        for (List<String> words : List.of(List.of("tpd"), List.of("inspect"))) {
            RealCommand.Result help =
                    hsm.keyhaul().run(Args.of(words.toArray(String[]::new)).and("--help"));
            assertThat(help.requireDone().out().replaceAll("\\s+", " "))
                    .contains("observed behaviour of Exchange Server's importer, not a Microsoft");
        }
    }

    private RealCommand.Result tpd(String... args) throws Exception {
        return tpdKey(Args.of("tpd").and(args));
    }

    private RealCommand.Result tpdKey(String... args) throws Exception {
        return hsm.keyhaul()
                .run(new Args(List.of(args)).and("--password-file", hsm.at("tpd.password")));
    }

    private RealCommand.Result convert(String file, String out, String... more) throws Exception {
        return tpd(
                Args.of("convert", file, "--keyless-out", out + ".xml", "--key-out", out + ".pem")
                        .and(Args.of("--out-password-file", hsm.at("key.password")).and(more)));
    }

    private void openssl(String arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        hsm.keyhaul().runProgram(command).requireDone();
    }
}
