package dev.keyhaul.pfx.pbe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SHA512tDigest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of passwords: against the JDK, RFC 7914's vectors, and what a file may ask for. */
class KeyDerivationTest {
    private static final byte[] SALT = "sixteen bytes...".getBytes(UTF_8);
    private static final byte[] PASSWORD = "pass".getBytes(UTF_8);

    private static KeyDerivation parse(AlgorithmIdentifier algorithm)
            throws KeyTransferException, IOException {
        return KeyDerivation.parse(algorithm.getEncoded(), WorkBudget.ofOneFile());
    }

    private static AlgorithmIdentifier pbkdf2(int keyBytes) {
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBKDF2,
                new PBKDF2Params(
                        SALT,
                        2,
                        keyBytes,
                        new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE)));
    }

    private static AlgorithmIdentifier scrypt(byte[] salt, long... numbers) {
        ASN1EncodableVector parameters = new ASN1EncodableVector();
        parameters.add(new DEROctetString(salt));
        Arrays.stream(numbers).forEach(number -> parameters.add(new ASN1Integer(number)));
        return new AlgorithmIdentifier(
                new ASN1ObjectIdentifier(Scrypt.OID), new DERSequence(parameters));
    }

    private static String hex(SecretBytes key) {
        try (key) {
            return key.withRawSecretBytes(HexFormat.of()::formatHex);
        }
    }

    @Test
    void pbkdf2OfAFormatThatAllowsNothingElse_isTheJdks() throws Exception {
        byte[] salt = SALT.clone();
        KeyDerivation derivation = KeyDerivation.pbkdf2(600_000, salt);
        Arrays.fill(salt, (byte) 0);

        assertThat(derivation.description())
                .isEqualTo("PBKDF2 with HMAC-SHA-256, 600000 iterations");
        assertThat(derivation.keyLengthBytes()).isEqualTo(KeyDerivation.UNSPECIFIED);
        assertThat(hex(derivation.derive(PASSWORD, 32)))
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(
                                        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                                                .generateSecret(
                                                        new PBEKeySpec(
                                                                "pass".toCharArray(),
                                                                SALT,
                                                                600_000,
                                                                256))
                                                .getEncoded()));
    }

    /** The second implementation: each hash, passwords around its block, keys of several blocks. */
    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void pbkdf2_isBouncyCastles(HashAlgorithm hash) throws Exception {
        AlgorithmIdentifier prf =
                new AlgorithmIdentifier(new ASN1ObjectIdentifier(hash.hmacOid()), DERNull.INSTANCE);
        for (int iterations : new int[] {1, 3}) {
            KeyDerivation derivation =
                    parse(
                            new AlgorithmIdentifier(
                                    PKCSObjectIdentifiers.id_PBKDF2,
                                    new PBKDF2Params(SALT, iterations, prf)));
            for (int length : new int[] {0, 1, 63, 64, 65, 72, 104, 127, 128, 129, 136, 145, 200}) {
                byte[] password = "pass".repeat(50).substring(0, length).getBytes(UTF_8);
                for (int keyBytes : new int[] {1, 20, 32, 64, 65}) {
                    PKCS5S2ParametersGenerator generator =
                            new PKCS5S2ParametersGenerator(theirs(hash));
                    generator.init(password, SALT, iterations);
                    byte[] expected =
                            ((KeyParameter) generator.generateDerivedMacParameters(8 * keyBytes))
                                    .getKey();
                    assertThat(hex(derivation.derive(password, keyBytes)))
                            .as("%s, %d bytes, %d iterations", hash, length, iterations)
                            .isEqualTo(HexFormat.of().formatHex(expected));
                }
            }
        }
    }

    private static Digest theirs(HashAlgorithm hash) {
        return switch (hash) {
            case SHA_1 -> new SHA1Digest();
            case SHA_224 -> new SHA224Digest();
            case SHA_256 -> SHA256Digest.newInstance();
            case SHA_384 -> new SHA384Digest();
            case SHA_512 -> new SHA512Digest();
            case SHA_512_224 -> new SHA512tDigest(224);
            case SHA_512_256 -> new SHA512tDigest(256);
            case SHA3_224 -> new SHA3Digest(224);
            case SHA3_256 -> new SHA3Digest(256);
            case SHA3_384 -> new SHA3Digest(384);
            case SHA3_512 -> new SHA3Digest(512);
        };
    }

    /** RFC 7914 §12: the second and the third vector, the third cut to its beginning. */
    @ParameterizedTest
    @CsvSource({
        "password, NaCl, 1024, 8, 16, 64,"
                + " fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b37"
                + "31622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        "pleaseletmein, SodiumChloride, 16384, 8, 1, 32,"
                + " 7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    })
    void scrypt_isThatOfTheRfc(
            String password, String salt, int cost, int size, int parallel, int bytes, String key)
            throws Exception {
        KeyDerivation derivation = parse(scrypt(salt.getBytes(UTF_8), cost, size, parallel, bytes));

        assertThat(derivation.keyLengthBytes()).isEqualTo(bytes);
        assertThat(derivation.description())
                .isEqualTo("scrypt with N = " + cost + ", r = " + size + ", p = " + parallel);
        assertThat(hex(derivation.derive(password.getBytes(UTF_8), bytes))).isEqualTo(key);
    }

    @Test
    void keyLength_isOneTo64Bytes() throws Exception {
        for (int length : new int[] {1, 64}) {
            assertThat(parse(pbkdf2(length)).keyLengthBytes()).isEqualTo(length);
            assertThat(parse(scrypt(SALT, 2, 8, 1, length)).keyLengthBytes()).isEqualTo(length);
        }
        assertThat(parse(scrypt(SALT, 2, 8, 1)).keyLengthBytes())
                .isEqualTo(KeyDerivation.UNSPECIFIED);
        for (long length : new long[] {0, -1, 65, 1L << 32}) {
            assertThatThrownBy(() -> Pbkdf2.keyLength(BigInteger.valueOf(length)))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessage("the derived key has " + length + " bytes; 1 to 64 are allowed");
        }
    }

    /** RFC 7914 §2: N is a power of 2, more than 1 and less than 2^(128 r / 8). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 8 1",
                "3 8 1",
                "0 8 1",
                "-2 8 1",
                "2 0 1",
                "2 -1 1",
                "2 8 0",
                "2 8 -1",
                "65536 1 1"
            })
    void scryptThatCannotBe_isMalformed(String numbers) {
        long[] all = Arrays.stream(numbers.split(" ")).mapToLong(Long::parseLong).toArray();
        assertThatThrownBy(() -> parse(scrypt(SALT, all)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("N must be a power of 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 1 1", "32768 1 1", "65536 2 1", "262144 8 1"})
    void scryptThatCanBe_isRead(String numbers) throws Exception {
        long[] all = Arrays.stream(numbers.split(" ")).mapToLong(Long::parseLong).toArray();
        assertThat(parse(scrypt(SALT, all)).description())
                .isEqualTo("scrypt with N = %d, r = %d, p = %d".formatted(all[0], all[1], all[2]));
    }

    @Test
    void otherFunctions_areRefusedByName() {
        AlgorithmIdentifier other =
                new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3"), DERNull.INSTANCE);
        assertThatThrownBy(() -> parse(other))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "unsupported key derivation function 1.2.3; PBKDF2 and scrypt are supported");
        AlgorithmIdentifier prf =
                new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(SALT, 2, 32, other));
        assertThatThrownBy(() -> parse(prf))
                .isInstanceOf(RefusedException.class)
                .hasMessage("unsupported PBKDF2 function 1.2.3");
    }
}
