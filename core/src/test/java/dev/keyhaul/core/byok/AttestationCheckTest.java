package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On attestations that were made here, as Microsoft's validator describes them. */
class AttestationCheckTest {
    private static final RSAPublicKey KEK = GeneratedKeys.rsaPublic(2048);
    private static final byte[] NONE = new byte[0];

    private static KeyPair partition;
    private static KeyPair card;
    private static KeyPair root;
    private static KeyPair forger;
    private static String chain;
    private static String withoutRoot;

    @BeforeAll
    static void makeCertificates() throws Exception {
        root = GeneratedKeys.rsa(2048, "root");
        card = GeneratedKeys.rsa(2048, "card");
        partition = GeneratedKeys.rsa(2048, "partition");
        forger = GeneratedKeys.rsa(2048, "forger");
        String ofPartition = pem(certificate("partition", partition, "card", card));
        String ofCard = pem(certificate("card", card, "root", root));
        withoutRoot = ofPartition + ofCard;
        chain = ofPartition + ofCard + pem(certificate("root", root, "root", root));
    }

    @Test
    void statementOfThisKey_isVerifiedUpToItsRoot() throws Exception {
        AttestationCheck check = check(chain, signed(KEK), new byte[0]);

        assertThat(check.fails()).isEmpty();
        assertThat(check.holds()).hasSize(2);
        assertThat(check.holds().get(0))
                .matches(
                        "the statement on the public key is signed by CN=partition; issued by"
                                + " CN=card; issued by CN=root, a root of sha256:[0-9a-f]{64}");
        assertThat(check.holds().get(1)).contains("holds the modulus of sha256:");
        assertThat(check.unchecked()).anyMatch(left -> left.contains("Marvell publishes"));
    }

    @Test
    void chainWithoutItsRoot_saysWhoseCertificateIsMissing() throws Exception {
        assertThat(check(withoutRoot, new byte[0], signed(KEK)).holds().get(0))
                .startsWith("the statement on the private key is signed by CN=partition")
                .endsWith("its issuer did not come with it: CN=root");
    }

    /** Each certificate of the right name, but for a key or a signature of a forger's. */
    @Test
    void chainWithASignatureOfAnotherKey_endsThere() throws Exception {
        String ofPartition = pem(certificate("partition", partition, "card", card));
        String ofCard = pem(certificate("card", card, "root", root));
        String ofRoot = pem(certificate("root", root, "root", root));

        assertThat(said(pem(certificate("partition", partition, "card", forger)) + ofCard + ofRoot))
                .endsWith("CN=partition; its issuer did not come with it: CN=card");
        assertThat(said(ofPartition + pem(certificate("card", forger, "root", root)) + ofRoot))
                .endsWith("CN=partition; its issuer did not come with it: CN=card");
        assertThat(said(ofPartition + pem(certificate("card", card, "root", forger)) + ofRoot))
                .endsWith("issued by CN=card; its issuer did not come with it: CN=root");
        assertThat(said(ofPartition + ofCard + pem(certificate("root", forger, "root", forger))))
                .endsWith("issued by CN=card; its issuer did not come with it: CN=root");
        assertThat(said(ofPartition + ofCard + pem(certificate("root", root, "root", forger))))
                .endsWith("issued by CN=root; its issuer did not come with it: CN=root");
        assertThat(said(ofPartition + ofCard + ofRoot)).contains("a root of sha256:");
    }

    /** The right key, but of a certificate of another name. */
    @Test
    void chainWithAnIssuerOfAnotherName_endsThere() throws Exception {
        String ofPartition = pem(certificate("partition", partition, "card", card));

        assertThat(said(ofPartition + pem(certificate("another card", card, "root", root))))
                .endsWith("CN=partition; its issuer did not come with it: CN=card");
    }

    /** Two certificates that issued each other have no root, however long a person follows them. */
    @Test
    void chainThatGoesInACircle_hasNoRoot() throws Exception {
        String circle =
                pem(certificate("partition", partition, "card", card))
                        + pem(certificate("card", card, "another", root))
                        + pem(certificate("another", root, "card", card));

        assertThat(said(circle))
                .startsWith(
                        "the statement on the public key is signed by CN=partition; issued by"
                                + " CN=card; issued by CN=another; issued by CN=card;")
                .endsWith("; it ends at no root")
                .doesNotContain("a root of")
                .satisfies(text -> assertThat(text.split("; issued by ")).hasSize(1 + 32));
    }

    @Test
    void root_isNamedByTheHashOfItsWholeCertificate() throws Exception {
        X509Certificate own = certificate("root", partition, "root", partition);
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(own.getEncoded());

        assertThat(said(pem(own)))
                .endsWith(
                        "is signed by CN=root, a root of sha256:"
                                + HexFormat.of().formatHex(sha256));
    }

    /** The makers of the HSM and of the cloud each certify the key of a partition. */
    @Test
    void twoChainsOfOneKey_areBothShown_of32CertificatesAtMost() throws Exception {
        String two = chain + pem(certificate("partition", partition, "cloud", forger));
        assertThat(check(two, signed(KEK), NONE).holds()).hasSize(3);
        String another = pem(certificate("another", forger, "card", card));
        String own = pem(certificate("partition", partition, "card", card));
        assertThat(check(another.repeat(31) + own, signed(KEK), NONE).holds()).hasSize(2);
        assertThat(check(another.repeat(32) + own, signed(KEK), NONE).holds()).isEmpty();
    }

    /** Each is judged by itself, and as long as the other. */
    @Test
    void statementsOnBothHalves_areEachJudged() throws Exception {
        AttestationCheck both = check(chain, signed(KEK), signed(KEK));
        assertThat(both.fails()).isEmpty();
        assertThat(both.holds()).hasSize(4);
        AttestationCheck none = check(chain, NONE, NONE);
        assertThat(none.fails()).containsExactly("it holds no statement");
        assertThat(none.holds()).isEmpty();
        assertThat(none.unchecked()).hasSize(2);
    }

    @Test
    void modulus_isFoundAtTheEndOfTheStatement_andOfAnOddLength() throws Exception {
        assertThat(check(chain, signed(KEK, ""), NONE).fails()).isEmpty();
        // No zero byte for a sign: the modulus of 2047 bits begins with a byte below 0x80.
        RSAPublicKey shorter =
                PublicKeyEncoding.of(
                        BigInteger.ONE.shiftLeft(2046).setBit(0), BigInteger.valueOf(65537));
        assertThat(check(chain, signed(shorter), NONE, shorter).fails()).isEmpty();
    }

    @Test
    void statementSignedByNoCertificateInTheBag_fails() throws Exception {
        AttestationCheck check =
                check(pem(certificate("partition", forger, "card", card)), signed(KEK), NONE);

        assertThat(check.holds()).isEmpty();
        assertThat(check.fails())
                .containsExactly(
                        "the statement on the public key is signed by none of the certificates that"
                                + " came with it");
    }

    /** Its key takes no such signature at all: of another kind, or of another length. */
    @Test
    void statementThatACertificatesKeyCannotHaveSigned_fails() throws Exception {
        for (KeyPair other : List.of(GeneratedKeys.ec(), GeneratedKeys.rsa(3072))) {
            String bag = pem(certificate("partition", other, "card", card));
            assertThat(check(bag, signed(KEK), NONE).holds()).isEmpty();
            assertThat(check(bag, signed(KEK), NONE).fails()).hasSize(1);
        }
    }

    private static String said(String certificates) throws Exception {
        return check(certificates, signed(KEK), NONE).holds().get(0);
    }

    @Test
    void statementOfAnotherKey_fails() throws Exception {
        AttestationCheck check = check(chain, signed(GeneratedKeys.rsaPublic(3072)), new byte[0]);

        assertThat(check.fails()).hasSize(1);
        assertThat(check.fails().get(0)).contains("does not hold the modulus of sha256:");
    }

    @Test
    void everyFlippedByte_andEveryShorterStatement_fails() throws Exception {
        byte[] good = signed(KEK);
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= 1;
            assertThat(check(chain, flipped, new byte[0]).fails()).as("byte " + i).isNotEmpty();
            assertThat(check(chain, Arrays.copyOf(good, i), new byte[0]).fails())
                    .as("length " + i)
                    .isNotEmpty();
        }
    }

    @Test
    void certificatesThatAreNone_fail_andAnotherFormatIsNotJudged() throws Exception {
        assertThat(check("no certificate", signed(KEK), new byte[0]).fails()).hasSize(1);
        AttestationCheck other =
                AttestationCheck.of(
                        HsmAttestation.of("MRVL-2", new byte[0], signed(KEK), new byte[0]), KEK);
        assertThat(other.holds()).isEmpty();
        assertThat(other.fails()).isEmpty();
        assertThat(other.unchecked())
                .containsExactly("all of it: its format is 'MRVL-2', not MRVL-1");
    }

    private static AttestationCheck check(String pem, byte[] ofPublic, byte[] ofPrivate) {
        return check(pem, ofPublic, ofPrivate, KEK);
    }

    private static AttestationCheck check(
            String pem, byte[] ofPublic, byte[] ofPrivate, RSAPublicKey key) {
        return AttestationCheck.of(
                HsmAttestation.of("MRVL-1", pem.getBytes(US_ASCII), ofPublic, ofPrivate), key);
    }

    private static byte[] signed(RSAPublicKey key) throws Exception {
        return signed(key, "attributes");
    }

    private static byte[] signed(RSAPublicKey key, String attributes) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        said.writeBytes("header".getBytes(US_ASCII));
        byte[] modulus = key.getModulus().toByteArray();
        // Without the zero byte that BigInteger begins with for its sign.
        int sign = modulus[0] == 0 ? 1 : 0;
        said.write(modulus, sign, modulus.length - sign);
        said.writeBytes(attributes.getBytes(US_ASCII));
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initSign(partition.getPrivate());
        rsa.update(said.toByteArray());
        said.writeBytes(rsa.sign());
        return said.toByteArray();
    }

    private static X509Certificate certificate(
            String name, KeyPair key, String issuer, KeyPair issuerKey) throws Exception {
        Instant now = Instant.now();
        return new JcaX509CertificateConverter()
                .getCertificate(
                        new JcaX509v3CertificateBuilder(
                                        new X500Principal("CN=" + issuer),
                                        BigInteger.ONE,
                                        Date.from(now.minusSeconds(60)),
                                        Date.from(now.plusSeconds(3600)),
                                        new X500Principal("CN=" + name),
                                        key.getPublic())
                                .build(
                                        new JcaContentSignerBuilder("SHA256withRSA")
                                                .build(issuerKey.getPrivate())));
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
