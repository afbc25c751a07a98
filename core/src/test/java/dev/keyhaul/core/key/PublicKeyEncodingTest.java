package dev.keyhaul.core.key;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyEncodingTest {
    private static final RSAPublicKey KEY = GeneratedKeys.rsaPublic(2048);
    private static final byte[] PRIVATE = GeneratedKeys.rsaPrivate(2048).getEncoded();

    @Test
    void parse_pemAndDer_areTheKey() throws KeyTransferException {
        byte[] pem = PublicKeyEncoding.pem(KEY);
        String text = new String(pem, US_ASCII);

        assertThat(PublicKeyEncoding.parse(PublicKeyEncoding.der(KEY))).isEqualTo(KEY);
        assertThat(PublicKeyEncoding.parse(pem)).isEqualTo(KEY);
        assertThat(PublicKeyEncoding.parse(text.replace("\n", "\r\n").getBytes(US_ASCII)))
                .isEqualTo(KEY);
        assertThat(PublicKeyEncoding.parse(("\uFEFFof a vault\n" + text).getBytes(UTF_8)))
                .isEqualTo(KEY);
    }

    @Test
    void pem_isRfc7468() {
        assertThat(new String(PublicKeyEncoding.pem(KEY), US_ASCII))
                .matches(
                        """
                        -----BEGIN PUBLIC KEY-----
                        ([0-9A-Za-z+/]{64}
                        )+[0-9A-Za-z+/=]{1,64}
                        -----END PUBLIC KEY-----
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRIVATE KEY",
                "RSA PRIVATE KEY",
                "EC PRIVATE KEY",
                "ENCRYPTED PRIVATE KEY",
                "PUBLIC KEY"
            })
    void parse_privatePem_isRefused(String label) {
        assertHoldsPrivate(pem(label, PRIVATE));
    }

    @Test
    void parse_privateDer_isRefused() throws IOException {
        assertHoldsPrivate(PRIVATE);
        assertHoldsPrivate(
                PrivateKeyInfo.getInstance(PRIVATE)
                        .parsePrivateKey()
                        .toASN1Primitive()
                        .getEncoded());
        assertHoldsPrivate(GeneratedKeys.ec().getPrivate().getEncoded());
    }

    @Test
    void parse_privateKeyAfterAPublicOne_isRefused() {
        String both =
                new String(PublicKeyEncoding.pem(KEY), US_ASCII)
                        + new String(pem("PRIVATE KEY", PRIVATE), US_ASCII);
        assertHoldsPrivate(both.getBytes(US_ASCII));
    }

    @Test
    void parse_ecKey_saysSo() {
        byte[] ec = GeneratedKeys.ec().getPublic().getEncoded();
        assertMalformed(ec, "the public key is an EC key; an RSA key is required");
        assertMalformed(
                pem("PUBLIC KEY", ec), "the public key is an EC key; an RSA key is required");
    }

    @Test
    void parse_otherForms_areMalformed() throws IOException {
        byte[] pkcs1 =
                SubjectPublicKeyInfo.getInstance(KEY.getEncoded())
                        .parsePublicKey()
                        .toASN1Primitive()
                        .getEncoded();
        String none = "not a public key";
        assertMalformed(pkcs1, none);
        assertMalformed(pem("RSA PUBLIC KEY", pkcs1), none);
        assertMalformed(new byte[0], none);
        assertMalformed("hello".getBytes(US_ASCII), none);
        assertMalformed(new byte[] {0x30}, none);
        byte[] longer = Arrays.copyOf(KEY.getEncoded(), KEY.getEncoded().length + 1);
        assertMalformed(longer, none);
    }

    @Test
    void parse_certificate_saysHowToTakeItsKey() throws Exception {
        X500Name name = new X500Name("CN=kek");
        Time anyTime = new Time(new ASN1GeneralizedTime("20261124000000Z"));
        byte[] certificate =
                new JcaX509v3CertificateBuilder(name, BigInteger.ONE, anyTime, anyTime, name, KEY)
                        .build(
                                new JcaContentSignerBuilder("SHA256withRSA")
                                        .build(GeneratedKeys.rsaPrivate(2048)))
                        .getEncoded();
        for (byte[] file : new byte[][] {certificate, pem("CERTIFICATE", certificate)}) {
            MalformedInputException malformed =
                    catchThrowableOfType(
                            MalformedInputException.class, () -> PublicKeyEncoding.parse(file));
            assertThat(malformed).hasMessageStartingWith("not a public key");
            assertThat(malformed.hint().orElseThrow()).contains("openssl x509 -pubkey -noout");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN ",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----",
                "-----BEGIN -----END ",
                "-----BEGIN PUBLIC KEY\n-----END PUBLIC KEY-----"
            })
    void parse_pemWithoutBody_isMalformed(String text) {
        assertThatThrownBy(() -> PublicKeyEncoding.parse(text.getBytes(US_ASCII)))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void parse_everyTruncation_isRefused() {
        byte[] der = KEY.getEncoded();
        for (int length = 0; length < der.length; length++) {
            assertMalformed(Arrays.copyOf(der, length), "not a public key");
        }
        byte[] pem = PublicKeyEncoding.pem(KEY);
        int needed = new String(pem, US_ASCII).indexOf("-----END ") + "-----END ".length();
        for (int length = 0; length < needed; length++) {
            assertMalformed(Arrays.copyOf(pem, length), "");
        }
    }

    @Test
    void parse_everyByteFlipped_isRefusedOrAnotherKey() {
        for (byte[] file : new byte[][] {KEY.getEncoded(), PublicKeyEncoding.pem(KEY)}) {
            for (int i = 0; i < file.length; i++) {
                byte[] flipped = file.clone();
                flipped[i] ^= 1;
                assertRefusedOrNot(flipped);
            }
        }
    }

    @Test
    void of_hostileNumbers_isMalformed() {
        BigInteger modulus = KEY.getModulus();
        BigInteger three = BigInteger.valueOf(3);
        assertThatThrownBy(() -> PublicKeyEncoding.of(BigInteger.ZERO, three))
                .isInstanceOf(MalformedInputException.class);
        assertThatThrownBy(() -> PublicKeyEncoding.of(modulus, BigInteger.ONE))
                .isInstanceOf(MalformedInputException.class);
        assertThatThrownBy(() -> PublicKeyEncoding.of(modulus, modulus.add(BigInteger.TWO)))
                .isInstanceOf(MalformedInputException.class);
        assertThatThrownBy(() -> PublicKeyEncoding.of(BigInteger.ONE.shiftLeft(100_000), three))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void jwk_isRfc7518() throws MalformedInputException {
        JsonObject jwk = JsonObject.parse(PublicKeyEncoding.jwk(KEY));
        byte[] n = Base64.getUrlDecoder().decode(jwk.string("n"));
        assertThat(jwk.names()).containsExactly("kty", "n", "e");
        assertThat(jwk.string("e")).isEqualTo("AQAB");
        assertThat(n).hasSize(256);
        assertThat(new BigInteger(1, n)).isEqualTo(KEY.getModulus());
        assertThat(PublicKeyEncoding.base64Url(BigInteger.ZERO)).isEqualTo("AA");
    }

    private static void assertRefusedOrNot(byte[] file) {
        try {
            assertThat(PublicKeyEncoding.parse(file).getModulus().bitLength()).isPositive();
        } catch (KeyTransferException e) {
            assertThat(e).hasMessageMatching("[ -~]+");
        }
    }

    private static void assertHoldsPrivate(byte[] file) {
        byte[] given = file.clone();
        assertThatThrownBy(() -> PublicKeyEncoding.parse(given))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("the file has a private key");
        assertThat(given).containsOnly(0);
    }

    private static void assertMalformed(byte[] file, String message) {
        assertThatThrownBy(() -> PublicKeyEncoding.parse(file))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(message);
    }

    private static byte[] pem(String label, byte[] der) {
        return ("-----BEGIN "
                        + label
                        + "-----\n"
                        + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END "
                        + label
                        + "-----\n")
                .getBytes(US_ASCII);
    }
}
