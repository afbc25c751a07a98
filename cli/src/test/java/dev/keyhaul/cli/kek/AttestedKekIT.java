package dev.keyhaul.cli.kek;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.fixture.GenuineFiles;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A KEK by the attestation of its Managed HSM, on the genuine one. Its key can decrypt, so it needs
 * another way as well; {@code KekProvenanceTest} has one that cannot.
 */
public class AttestedKekIT {
    private static final String POOL = "https://clitesthsmkeyats000002.managedhsm.azure.net";
    public static final String KID =
            POOL + "/keys/key1-hnhgsllilfcl3pdtpld/7071fabc480c0ca186f786a9b78c9456";
    private static final String OWNER =
            "e2b16a1020f663dc27b2e20e5dcbaf08867b24b77d3ead3ed6738a042d38097e";

    @TempDir Path folder;
    private RSAPublicKey attested = (RSAPublicKey) key().getPublic();
    private HsmAttestation attestation =
            HsmAttestation.of("", new byte[0], new byte[0], new byte[0]);

    private static KeyPair key() {
        try {
            return KekFiles.rsa(2048);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void requireFiles() throws Exception {
        GenuineFiles.in("attestation");
    }

    @BeforeEach
    void write() throws Exception {
        byte[] genuine =
                Files.readAllBytes(
                        GenuineFiles.in("attestation").stream()
                                .filter(file -> file.toString().endsWith(".json"))
                                .findFirst()
                                .orElseThrow());
        attested = KekRecord.parse(genuine).publicKey();
        attestation = HsmAttestation.parse(genuine);
        KekFiles.write(folder, "tenant.pem", KekFiles.pem(key().getPrivate()));
        write(attested, Optional.of(attestation));
    }

    private void write(RSAPublicKey kek, Optional<HsmAttestation> with) throws Exception {
        Files.write(
                folder.resolve("kek.json"),
                KekRecord.builder(KeyIdentifier.parseVersioned(KID), kek)
                        .download(
                                KekRecord.Download.at(Instant.now())
                                        .attestation(with.orElse(null))
                                        .build())
                        .build()
                        .toUtf8());
    }

    private RealCommand.Result create(String owner, String... more) throws Exception {
        return new RealCommand(folder)
                .run(
                        Args.of("byok", "create", "--json", "--key", "pem:tenant.pem")
                                .with("--kek", "kek.json", "--vault", POOL, "-o", "tenant.byok")
                                .with("--hsm-owner-sha256", owner)
                                .and(more));
    }

    private void assertRefused(RealCommand.Result result, String error, String hint) {
        new Refusal(3, error, hint).requireIs(result);
        assertThat(folder.resolve("tenant.byok")).doesNotExist();
    }

    @Test
    void genuineKeyThatDecrypts_needsItsFingerprintAsWell() throws Exception {
        assertRefused(
                create(OWNER),
                "is not authenticated, since its attestation alone is not enough for a key that can"
                        + " decrypt: its fingerprint begins with "
                        + Fingerprint.of(attested).firstHalf(),
                "a second person, on another machine");

        JsonObject report =
                create(OWNER, "--kek-sha256", Fingerprint.of(attested).hex()).requireDone().json();
        assertThat(report.string("kek_authenticated_by"))
                .startsWith(
                        "a fingerprint given by the operator and the attestation of a Managed HSM,"
                                + " owned by e2b16a10");
        assertThat(report.strings("kek_not_proven"))
                .anyMatch(open -> open.contains("CKA_DECRYPT = 1"))
                .noneMatch(open -> open.contains("whose Managed HSM"));
    }

    /** Name, version and key are right; only the owner's key tells that it is another pool. */
    @Test
    void kekOfAnotherManagedHsm_withTheSameKeyName_isRefused() throws Exception {
        String ours = OWNER.replace('e', 'f');

        assertRefused(
                create(ours, "--kek-sha256", Fingerprint.of(attested).hex()),
                KID + " is not authenticated: the owner's key does not match",
                "in someone else's Managed HSM");
    }

    @Test
    void swappedKey_andMissingAttestation_areRefused() throws Exception {
        write((RSAPublicKey) key().getPublic(), Optional.of(attestation));
        assertRefused(create(OWNER), "is for a key other than ", "swapped");
        write(attested, Optional.empty());
        assertRefused(
                create(OWNER),
                "the KEK in kek.json is not authenticated: it has no attestation",
                "kek download");
    }
}
