package dev.keyhaul.pfx.pbe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.Passphrase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MACs under a password, against those of the JDK. */
@Tag("system")
class PasswordMacTest {
    private static final byte[] CONTENT = "a safe".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SALT = "eight by".getBytes(StandardCharsets.UTF_8);
    private static final String SHA_256 = "2.16.840.1.101.3.4.2.1";
    private static final int ITERATIONS = 3;

    @ParameterizedTest
    @CsvSource({
        "SHA-1, HmacPBESHA1, 1.3.14.3.2.26",
        "SHA-224, HmacPBESHA224, 2.16.840.1.101.3.4.2.4",
        "SHA-256, HmacPBESHA256, 2.16.840.1.101.3.4.2.1",
        "SHA-384, HmacPBESHA384, 2.16.840.1.101.3.4.2.2",
        "SHA-512, HmacPBESHA512, 2.16.840.1.101.3.4.2.3",
        "SHA-512/224, HmacPBESHA512/224, 2.16.840.1.101.3.4.2.5",
        "SHA-512/256, HmacPBESHA512/256, 2.16.840.1.101.3.4.2.6"
    })
    void macOfTheJdk_verifies_andNoOther(String label, String jdk, String oid) throws Exception {
        PasswordMac mac = parse(algorithm(oid), jdkMac(jdk, "pass", ITERATIONS));

        assertThat(mac.description()).isEqualTo("HMAC-" + label + ", 3 iterations");
        assertThat(verifies(mac, CONTENT, "pass")).isTrue();
        assertThat(verifies(mac, CONTENT, "Pass")).isFalse();
        assertThat(verifies(mac, "a sofa".getBytes(StandardCharsets.UTF_8), "pass")).isFalse();
        assertThat(verifies(parse(algorithm(oid), new byte[0]), CONTENT, "pass")).isFalse();
    }

    private static byte[] jdkMac(String algorithm, String password, int iterations)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(
                SecretKeyFactory.getInstance("PBE")
                        .generateSecret(new PBEKeySpec(password.toCharArray())),
                new PBEParameterSpec(SALT, iterations));
        return mac.doFinal(CONTENT);
    }

    private static AlgorithmIdentifier algorithm(String oid) {
        return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), DERNull.INSTANCE);
    }

    private static PasswordMac parse(AlgorithmIdentifier algorithm, byte[] mac)
            throws KeyTransferException, IOException {
        byte[] data = new MacData(new DigestInfo(algorithm, mac), SALT, ITERATIONS).getEncoded();
        return PasswordMac.parse(data, WorkBudget.ofOneFile());
    }

    private static boolean verifies(PasswordMac mac, byte[] content, String password) {
        try (Passphrase passphrase = Passphrase.copyOf(password.toCharArray());
                PasswordEncodings encodings = PasswordEncodings.of(passphrase)) {
            return mac.verifies(content, encodings);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SHA-1, PBKDF2WithHmacSHA1, 7, HmacSHA512, SHA-512, 11, 20",
        "SHA-256, PBKDF2WithHmacSHA256, 9, HmacSHA256, SHA-256, 9, 32",
        "SHA-512, PBKDF2WithHmacSHA512, 11, HmacSHA1, SHA-1, 7, 64"
    })
    void pbmac1OfTheJdk_verifies_andNoOther(
            String prf, String jdkKdf, int prfOid, String jdkMac, String hash, int oid, int bytes)
            throws Exception {
        byte[] key =
                SecretKeyFactory.getInstance(jdkKdf)
                        .generateSecret(
                                new PBEKeySpec(
                                        "pass".toCharArray(), SALT, ITERATIONS, Byte.SIZE * bytes))
                        .getEncoded();
        Mac expected = Mac.getInstance(jdkMac);
        expected.init(new SecretKeySpec(key, "raw"));

        PasswordMac mac = parse(pbmac1(bytes, prfOid, oid), expected.doFinal(CONTENT));

        assertThat(mac.description())
                .isEqualTo("PBMAC1: HMAC-" + hash + ", PBKDF2 with HMAC-" + prf + ", 3 iterations");
        assertThat(verifies(mac, CONTENT, "pass")).isTrue();
        assertThat(verifies(mac, CONTENT, "Pass")).isFalse();
    }

    /** RFC 8018 §B.1: the HMACs are 1.2.840.113549.2.N. */
    private static AlgorithmIdentifier pbmac1(@Nullable Integer keyBytes, int prf, int hmac) {
        AlgorithmIdentifier prfAlgorithm = algorithm("1.2.840.113549.2." + prf);
        PBKDF2Params kdf =
                keyBytes == null
                        ? new PBKDF2Params(SALT, ITERATIONS, prfAlgorithm)
                        : new PBKDF2Params(SALT, ITERATIONS, keyBytes, prfAlgorithm);
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBMAC1,
                new PBMAC1Params(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBKDF2, kdf),
                        algorithm("1.2.840.113549.2." + hmac)));
    }

    /** RFC 9579 §4. */
    @Test
    void pbmac1WithoutTheLengthOfItsKey_isMalformed() {
        assertThatThrownBy(() -> parse(pbmac1(null, 9, 9), new byte[32]))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("has no key length");
    }

    /**
     * A key of one byte is one of 256: a forger needs no password, only 256 files (CVE-2026-34181).
     */
    @Test
    void pbmac1WithAShortKey_isRefused_whateverItsMac() throws Exception {
        int opened = 0;
        for (int forgery = 0; forgery < 512; forgery++) {
            byte[] key = {(byte) forgery};
            byte[] content = ("a safe " + forgery).getBytes(StandardCharsets.UTF_8);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "raw"));
            byte[] forged = mac.doFinal(content);
            try {
                opened += verifies(parse(pbmac1(1, 9, 9), forged), content, "pass") ? 1 : 0;
            } catch (RefusedException e) {
                // What each should be.
            }
        }
        assertThat(opened).isZero();
    }

    @Test
    void pbmac1_takesKeysOf20To64Bytes() throws Exception {
        for (int bytes = 1; bytes < 20; bytes++) {
            int length = bytes;
            assertThatThrownBy(() -> parse(pbmac1(length, 9, 9), new byte[32]))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage(
                            "the file's MAC has a key of "
                                    + length
                                    + (length == 1 ? " byte" : " bytes")
                                    + "; PBMAC1 needs 20 to 64");
        }
        for (int bytes = 20; bytes <= 64; bytes++) {
            assertThat(parse(pbmac1(bytes, 9, 9), new byte[32])).isNotNull();
        }
        for (int bytes : new int[] {0, -1, 65, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> parse(pbmac1(bytes, 9, 9), new byte[32]))
                    .isInstanceOf(KeyTransferException.class);
        }
    }

    @Test
    void unknownFunction_isRefusedByName() {
        assertThatThrownBy(() -> parse(algorithm("1.3.6.1.4.1.1722.12.2.1.16"), new byte[64]))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("BLAKE2b-512");
        assertThatThrownBy(() -> parse(algorithm("1.2.840.113549.2.5"), new byte[16]))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("made with 1.2.840.113549.2.5");
        assertThatThrownBy(() -> parse(pbmac1(32, 9, 99), new byte[32]))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("made with 1.2.840.113549.2.99");
    }

    /** OpenSSL before 1.1.0 widened each byte of UTF-8: a file of such a time still opens. */
    @Test
    void macUnderOpenSslsOldEncoding_verifies() throws Exception {
        String widened =
                new String("é".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Pkcs12Mac function = new Pkcs12Mac(HashAlgorithm.SHA_256, SALT, ITERATIONS);
        byte[] old =
                function.compute(CONTENT, (widened + "\0").getBytes(StandardCharsets.UTF_16BE));
        byte[] usual = function.compute(CONTENT, "é\0".getBytes(StandardCharsets.UTF_16BE));
        byte[] none = function.compute(CONTENT, new byte[0]);

        assertThat(verifies(parse(algorithm(SHA_256), old), CONTENT, "é")).isTrue();
        assertThat(verifies(parse(algorithm(SHA_256), usual), CONTENT, "é")).isTrue();
        assertThat(verifies(parse(algorithm(SHA_256), none), CONTENT, "")).isTrue();
        assertThat(verifies(parse(algorithm(SHA_256), none), CONTENT, "é")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"PBKDF2, HmacPBESHA256, HMAC-SHA-256", "LEGACY_3DES, HmacPBESHA1, HMAC-SHA-1"})
    void newMac_verifiesHere_andIsTheJdks(PasswordProtection protection, String jdk, String says)
            throws Exception {
        byte[] data;
        try (Passphrase password = Passphrase.copyOf("pass".toCharArray())) {
            data = PasswordMac.create(CONTENT, password, protection, GeneratedKeys.RANDOM);
        }
        MacData made = MacData.getInstance(data);
        PasswordMac mac = PasswordMac.parse(data, WorkBudget.ofOneFile());

        assertThat(mac.description()).isEqualTo(says + ", 600000 iterations");
        assertThat(verifies(mac, CONTENT, "pass")).isTrue();
        assertThat(made.getSalt()).hasSize(20).isNotEqualTo(new byte[20]);
        Mac expected = Mac.getInstance(jdk);
        expected.init(
                SecretKeyFactory.getInstance("PBE")
                        .generateSecret(new PBEKeySpec("pass".toCharArray())),
                new PBEParameterSpec(made.getSalt(), 600_000));
        assertThat(made.getMac().getDigest()).isEqualTo(expected.doFinal(CONTENT));
    }
}
