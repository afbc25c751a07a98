package dev.keyhaul.cli.kek;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A KEK whose record was signed where it was downloaded. The record of a real vault is made here,
 * as a host that sees Azure would have made it; the local vault's comes by {@code kek download}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class SignedKekIT {
    private static final String TENANT = SoftHsmFolder.uri("tenant");
    private static final String OUT = "tenant.byok";
    private static final String CEREMONY = "autumn";

    /** The key of DigiCert Global Root G2, as {@code openssl} computes it. */
    private static final String DIGICERT_G2 =
            "8bb593a93be1d0e8a822bb887c547890c3e706aad2dab76254f97fb36b82fc26";

    private static final String[] TRUST = {
        "--kek-signed-by", "evidence.pem", "--ceremony", CEREMONY
    };

    @TempDir static Path home;
    private SoftHsmFolder hsm;
    private KeyPair kek;
    private KeyPair evidence;

    private String kid = KekFiles.KID;
    private Instant at = Instant.now().minus(Duration.ofDays(6));
    private Optional<Instant> expires = Optional.empty();
    private String ceremony = CEREMONY;
    private String rootKey = DIGICERT_G2;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        kek = KekFiles.rsa(2048);
        evidence = KekFiles.rsa(2048);
        hsm.secret("evidence.key", KekFiles.pem(evidence.getPrivate()));
        hsm.secret("tenant.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        KekFiles.write(hsm.work, "evidence.pem", KekFiles.pem(evidence.getPublic()));
        KekFiles.write(hsm.work, "other.pem", KekFiles.pem(KekFiles.rsa(2048).getPublic()));
    }

    @AfterEach
    void clean() throws Exception {
        for (String file : List.of(OUT, "kek.json", "kek.json.sig")) {
            Files.deleteIfExists(hsm.work.resolve(file));
        }
        kid = KekFiles.KID;
        at = Instant.now().minus(Duration.ofDays(6));
        expires = Optional.empty();
        ceremony = CEREMONY;
        rootKey = DIGICERT_G2;
    }

    private byte[] record() throws Exception {
        return KekRecord.builder(KeyIdentifier.parseVersioned(kid), (RSAPublicKey) kek.getPublic())
                .expires(expires.orElse(null))
                .download(
                        KekRecord.Download.at(at)
                                .tlsRoot(
                                        new KekRecord.TlsRoot(
                                                "CN=DigiCert Global Root G2,O=DigiCert Inc",
                                                Fingerprint.parse(rootKey)))
                                .ceremony(ceremony)
                                .build())
                .build()
                .toUtf8();
    }

    private void write(byte[] record) throws Exception {
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(evidence.getPrivate());
        rs256.update(record);
        Files.write(hsm.work.resolve("kek.json"), record);
        Files.write(hsm.work.resolve("kek.json.sig"), rs256.sign());
    }

    private RealCommand.Result create(String... trust) throws Exception {
        return createOf(TENANT, trust);
    }

    private RealCommand.Result createOf(String key, String... trust) throws Exception {
        return hsm.withPin(
                Args.of("byok", "create", "--json", "--key", key, "--kek", "kek.json")
                        .with("--vault", KekFiles.VAULT, "-o", OUT)
                        .and(trust));
    }

    private void assertRefused(String error) throws Exception {
        write(record());
        new Refusal(3, error, "").requireIs(create(TRUST));
        assertThat(hsm.work.resolve(OUT)).doesNotExist();
    }

    @Test
    void signedRecord_isTaken_forTokenAndSoftwareKeys_andSaysWhatItLeavesOpen() throws Exception {
        write(record());
        for (String key : List.of(TENANT, "pem:" + hsm.at("tenant.pem"))) {
            JsonObject report = createOf(key, TRUST).requireDone().json();

            assertThat(report.string("kek_authenticated_by"))
                    .startsWith("a record signed by " + Fingerprint.of(evidence.getPublic()))
                    .contains("under CN=DigiCert Global Root G2");
            assertThat(report.strings("kek_not_proven"))
                    .anyMatch(open -> open.contains("the download host's word"))
                    .anyMatch(open -> open.contains("was created in its vault"));
            Files.delete(hsm.work.resolve(OUT));
        }
    }

    /** Everything is in order, but it is the vault of other people. */
    @Test
    void kekOfAStagingVault_isRefused() throws Exception {
        kid = KekFiles.KID.replace("contoso-kv", "staging-kv");
        assertRefused(
                "the KEK belongs to https://staging-kv.vault.azure.net, not to " + KekFiles.VAULT);
    }

    @Test
    void recordOfAnExpiredKek_isRefused() throws Exception {
        expires = Optional.of(Instant.now().minusSeconds(60));
        assertRefused("the KEK in the record expired at ");
    }

    @Test
    void recordOlderThan7Days_isRefused() throws Exception {
        at = Instant.now().minus(Duration.ofDays(8));
        assertRefused(", more than 7 days ago");
    }

    @Test
    void recordOfAnotherCeremony_isRefused() throws Exception {
        ceremony = "spring";
        assertRefused("the KEK's record is for the ceremony 'spring', not for 'autumn'");
    }

    @Test
    void recordOfADownloadThroughAProxy_withDigiCertsName_isRefused() throws Exception {
        rootKey = Fingerprint.of(evidence.getPublic()).hex();
        assertRefused("'CN=DigiCert Global Root G2,O=DigiCert Inc' with the key ");
    }

    @Test
    void signatureOfAnother_orNone_isRefused() throws Exception {
        write(record());
        new Refusal(3, "no valid signature by ", "")
                .requireIs(create("--kek-signed-by", "other.pem", "--ceremony", CEREMONY));
        String text = Files.readString(hsm.work.resolve("kek.json"));
        Files.writeString(hsm.work.resolve("kek.json"), text.replace("\"import\"", "\"import\" "));
        new Refusal(3, "no valid signature by ", "").requireIs(create(TRUST));
        Files.delete(hsm.work.resolve("kek.json.sig"));
        new Refusal(3, "the KEK in kek.json is not authenticated: kek.json.sig is missing", "")
                .requireIs(create(TRUST));
        new Refusal(2, "--kek-signed-by and --ceremony must be given together", "one ceremony")
                .requireIs(create("--kek-signed-by", "evidence.pem"));
        assertThat(hsm.work.resolve(OUT)).doesNotExist();
    }

    /** Each way that is given must hold. */
    @Test
    void signedRecord_doesNotReplaceAFingerprintThatDiffers() throws Exception {
        write(record());
        RealCommand.Result result =
                create(
                        Args.of(TRUST)
                                .and("--kek-sha256", Fingerprint.of(evidence.getPublic()).hex()));

        new Refusal(3, "KEK does not match the given fingerprint", "swapped").requireIs(result);
        assertThat(
                        create(
                                        Args.of(TRUST)
                                                .and(
                                                        "--kek-sha256",
                                                        Fingerprint.of(kek.getPublic()).hex()))
                                .requireDone()
                                .json()
                                .string("kek_authenticated_by"))
                .startsWith("a fingerprint given by the operator and a record signed by ");
    }

    @Test
    void downloadSigns_openSslVerifies_andBothCommandsTakeIt() throws Exception {
        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            vault.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
            Args download = Args.of("kek", "download", "--name", "kek", "-o", "kek.json");
            new Refusal(2, "--ceremony can only be used with --sign-with", "evidence key")
                    .requireIs(vault.run(download.and("--ceremony", CEREMONY)));
            String[] sign = {
                "--ceremony", CEREMONY, "--sign-with", "pem:" + hsm.at("evidence.key")
            };
            vault.run(download.and(sign)).requireDone();

            assertThat(
                            hsm.keyhaul()
                                    .runShell(
                                            "openssl dgst -sha256 -verify evidence.pem -signature"
                                                    + " kek.json.sig kek.json")
                                    .requireDone()
                                    .out())
                    .contains("Verified OK");
            assertThat(Files.readString(hsm.work.resolve("kek.json"), UTF_8))
                    .contains("\"ceremony\": \"autumn\"", "\"kind\": \"keyhaul kek record\"");

            JsonObject made =
                    hsm.withPin(
                                    Args.of("byok", "create", "--json", "--key", TENANT)
                                            .with("--kek", "kek.json", "-o", OUT, "--rehearsal")
                                            .and(TRUST))
                            .requireDone()
                            .json();
            assertThat(made.string("kek_authenticated_by")).startsWith("a record signed by ");
            Args importing =
                    Args.of("vault", "import-key", "--json", "--key", TENANT, "--name", "tenant")
                            .with("--rehearsal", "--kek-name", "kek");
            new Refusal(2, "--kek-record and --kek-signed-by must be given together", "")
                    .requireIs(vault.runWithPin(importing.and(TRUST)));
            new Refusal(3, "is for the ceremony 'autumn', not for 'spring'", "")
                    .requireIs(
                            vault.runWithPin(
                                    importing
                                            .with("--kek-record", "kek.json")
                                            .with("--kek-signed-by", "evidence.pem")
                                            .and("--ceremony", "spring")));
            assertThat(
                            vault.runWithPin(importing.with("--kek-record", "kek.json").and(TRUST))
                                    .requireDone()
                                    .json()
                                    .string("kek_authenticated_by"))
                    .startsWith("a record signed by ");
        }
    }
}
