package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.GenuineFiles;
import dev.keyhaul.core.key.Fingerprint;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The attestation of a real Managed HSM. Its recorder replaced the key's name in the identifier, so
 * the file's own identifier must be refused.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GenuineAttestationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String KID =
            "https://clitesthsmkeyats000002.managedhsm.azure.net/keys/key1-hnhgsllilfcl3pdtpld/"
                    + "7071fabc480c0ca186f786a9b78c9456";

    private byte[] file = {};
    private final List<X509Certificate> roots = new ArrayList<>();
    private HsmAttestation attestation = new HsmAttestation("", "", "", "");
    private RSAPublicKey key = GeneratedKeys.rsaPublic(2048);

    @BeforeAll
    void read() throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Path> files = GenuineFiles.in("attestation");
        assertThat(files).hasSize(3);
        for (Path path : files) {
            byte[] content = Files.readAllBytes(path);
            if (path.toString().endsWith(".pem")) {
                roots.add(
                        (X509Certificate)
                                factory.generateCertificate(new ByteArrayInputStream(content)));
            } else {
                file = content;
            }
        }
        attestation = HsmAttestation.parse(file);
        key = KekRecord.parse(file).publicKey();
    }

    @Test
    void marvellsRoots_areTheBuiltInKeys() {
        assertThat(roots)
                .hasSize(2)
                .extracting(X509Certificate::getPublicKey)
                .isEqualTo(MarvellRoots.KEYS);
    }

    @Test
    void attestation_verifiesForItsKey() throws Exception {
        AttestationCheck check = verify(attestation, KID);

        assertThat(check.sentence())
                .isEqualTo(
                        "made in a Marvell partition owned by CN=clitesthsmkeyatsbvzpfrzm,"
                                + " O=Microsoft Corporation, L=Redmond, ST=Washington, C=US, not"
                                + " extractable; can be used inside by that owner (CKA_DECRYPT ="
                                + " 1)");
        assertThat(check.partition()).contains("PARTN:1, for non-FIPS mode");
        assertThat(check.ownerKey().hex())
                .isEqualTo("e2b16a1020f663dc27b2e20e5dcbaf08867b24b77d3ead3ed6738a042d38097e");
        assertThat(check.attributes())
                .containsEntry("CKA_LOCAL", true)
                .containsEntry("CKA_EXTRACTABLE", false)
                .containsEntry("CKA_NEVER_EXTRACTABLE", true)
                .containsEntry("CKA_DECRYPT", true)
                .containsEntry("CKA_MODIFIABLE", true);
        assertThat(check.notProven()).hasSize(6);
    }

    @Test
    void identifierThatTheRecorderWrote_isRefused() throws Exception {
        String said = KekRecord.parse(file).kid().toString();
        assertThat(said).contains("/keys/key1-000003/");

        assertThatThrownBy(() -> verify(attestation, said))
                .isInstanceOfSatisfying(
                        CheckFailedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.ATTESTED_KEY_DIFFERS))
                .hasMessageContaining(
                        "is for /keys/key1-hnhgsllilfcl3pdtpld/7071fabc480c0ca186f786a9b78c9456, not"
                                + " for /keys/key1-000003/");
    }

    @Test
    void anotherName_version_modulusOrOwner_fails() {
        assertFails(KID.replace("hnhg", "hnhh"), key, null);
        assertFails(KID.replace("9456", "9457"), key, null);
        assertFails(KID, GeneratedKeys.rsaPublic(2048), null);
        assertFails(KID, key, Fingerprint.of(key));
    }

    private void assertFails(String kid, RSAPublicKey other, @Nullable Fingerprint owner) {
        assertThatThrownBy(
                        () ->
                                AttestationCheck.verify(
                                        attestation, KeyIdentifier.parse(kid), other, owner, NOW))
                .isInstanceOf(CheckFailedException.class);
    }

    /** Of both statements, and of the four certificates' DER. */
    @Test
    @Tag("long")
    void flippedBitOfEachByte_fails() throws Exception {
        requireFlipsFail(/* bitsOfAByte= */ 1);
    }

    @Test
    @Tag("full")
    void everyFlippedBit_fails() throws Exception {
        requireFlipsFail(/* bitsOfAByte= */ 8);
    }

    private void requireFlipsFail(int bitsOfAByte) throws Exception {
        byte[] ofPublic = HsmAttestation.decode(attestation.publicKey());
        byte[] ofPrivate = HsmAttestation.decode(attestation.privateKey());
        byte[] pem = HsmAttestation.decode(attestation.certificates());
        List<byte[]> certificates = ders(pem);

        assertThat(certificates).hasSize(4);
        assertThat(failures(ofPublic, bitsOfAByte, bad -> of(pem, bad, ofPrivate)))
                .isEqualTo(bitsOfAByte * 1511);
        assertThat(failures(ofPrivate, bitsOfAByte, bad -> of(pem, ofPublic, bad)))
                .isEqualTo(bitsOfAByte * 1523);
        int bits = 0;
        for (int i = 0; i < certificates.size(); i++) {
            int at = i;
            bits +=
                    failures(
                            certificates.get(i),
                            bitsOfAByte,
                            bad -> of(with(certificates, at, bad), ofPublic, ofPrivate));
        }
        assertThat(bits)
                .isEqualTo(bitsOfAByte * certificates.stream().mapToInt(der -> der.length).sum());
    }

    private interface Spoilt {
        HsmAttestation by(byte[] bad);
    }

    /** With one bit a byte, neighbours differ in which. */
    private int failures(byte[] good, int bitsOfAByte, Spoilt spoilt) {
        return (int)
                IntStream.range(0, bitsOfAByte * good.length)
                        .parallel()
                        .filter(
                                bit -> {
                                    byte[] bad = good.clone();
                                    bad[bit / bitsOfAByte] ^= (byte) (1 << bit % 8);
                                    return fails(spoilt.by(bad));
                                })
                        .count();
    }

    /** Each certificate, and each statement, in the place of another. */
    @Test
    void swappedParts_fail() throws Exception {
        byte[] pem = HsmAttestation.decode(attestation.certificates());
        byte[] ofPublic = HsmAttestation.decode(attestation.publicKey());
        byte[] ofPrivate = HsmAttestation.decode(attestation.privateKey());
        List<byte[]> certificates = ders(pem);
        List<byte[]> others = new ArrayList<>(certificates);
        for (X509Certificate root : roots) {
            others.add(root.getEncoded());
        }
        int swaps = 0;
        for (int place = 0; place < certificates.size(); place++) {
            for (byte[] other : others) {
                if (other != certificates.get(place)) {
                    swaps++;
                    assertThat(fails(of(with(certificates, place, other), ofPublic, ofPrivate)))
                            .isTrue();
                }
            }
        }
        assertThat(swaps).isEqualTo(4 * 5);
        assertThat(fails(of(pem, ofPrivate, ofPublic))).isTrue();
        assertThat(fails(of(pem, ofPublic, ofPublic))).isTrue();
        assertThat(fails(of(pem, ofPrivate, ofPrivate))).isTrue();
    }

    private boolean fails(HsmAttestation bad) {
        try {
            verify(bad, KID);
            return false;
        } catch (CheckFailedException e) {
            return true;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private AttestationCheck verify(HsmAttestation candidate, String kid) throws Exception {
        return AttestationCheck.verify(candidate, KeyIdentifier.parse(kid), key, null, NOW);
    }

    private static HsmAttestation of(byte[] pem, byte[] ofPublic, byte[] ofPrivate) {
        return HsmAttestation.of("MRVL-1", pem, ofPublic, ofPrivate);
    }

    private static byte[] with(List<byte[]> certificates, int place, byte[] other) {
        StringBuilder pem = new StringBuilder();
        for (int i = 0; i < certificates.size(); i++) {
            pem.append(MadeAttestation.pem(i == place ? other : certificates.get(i)));
        }
        return pem.toString().getBytes(US_ASCII);
    }

    private static List<byte[]> ders(byte[] pem) throws Exception {
        List<byte[]> ders = new ArrayList<>();
        for (var certificate :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(pem))) {
            ders.add(certificate.getEncoded());
        }
        return ders;
    }

    @Test
    void attestation_isFoundInARecordToo() throws Exception {
        KekRecord record = KekRecord.parse(file);
        KekRecord kept =
                KekRecord.builder(record.kid(), record.publicKey())
                        .keyType(record.keyType())
                        .keyOperations(record.keyOperations())
                        .download(KekRecord.Download.at(NOW).attestation(attestation).build())
                        .build();

        assertThat(HsmAttestation.parse(kept.toUtf8())).isEqualTo(attestation);
        assertThatThrownBy(() -> HsmAttestation.parse("{}".getBytes(UTF_8)))
                .hasMessage("the file has no attestation");
    }
}
