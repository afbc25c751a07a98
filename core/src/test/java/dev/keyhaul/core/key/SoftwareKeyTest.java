package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SoftwareKeyTest {
    private static final RSAPrivateCrtKey KEY = GeneratedKeys.rsaPrivate(2048);

    @Test
    void fromPkcs8_movesTheArray_andShowsItsPublicHalf() throws KeyTransferException {
        byte[] der = KEY.getEncoded();
        try (SoftwareKey key = key(der)) {
            assertThat(der).containsOnly(0);
            assertThat(key.description())
                    .isEqualTo(KeyDescription.of(GeneratedKeys.rsaPublic(2048)));
            assertThat(key.origin()).isSameAs(GeneratedKeys.ORIGIN);
            byte[] clear = key.withClearKey(byte[]::clone);
            assertThat(clear).isEqualTo(KEY.getEncoded());
        }
    }

    /** The numbers are no key; nobody tests the primality of such long ones to find that out. */
    @Test
    void fromPkcs8_ofMoreThan8192Bits_isRefusedUnexamined() throws Exception {
        BigInteger any = BigInteger.TWO.pow(8192).add(BigInteger.ONE);
        byte[] der =
                KeyFactory.getInstance("RSA")
                        .generatePrivate(
                                new RSAPrivateCrtKeySpec(
                                        any,
                                        RSAKeyGenParameterSpec.F4,
                                        any,
                                        any,
                                        any,
                                        any,
                                        any,
                                        any))
                        .getEncoded();

        assertThatThrownBy(() -> key(der))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("the RSA key has 8193 bits; at most 8192 are allowed");
        assertThat(der).containsOnly(0);
    }

    @Test
    void close_zeroesTheClearKey_andEndsItsUse() throws KeyTransferException {
        SoftwareKey key = key(KEY.getEncoded());
        byte[] raw = key.withClearKey(bytes -> bytes);
        key.close();
        assertThat(raw).containsOnly(0);
        assertThatThrownBy(() -> key.withClearKey(bytes -> bytes))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> key.wrapUnder(kek(OaepHash.SHA1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(OaepHash.class)
    void wrapUnder_kek_opensToTheKey(OaepHash hash) throws KeyTransferException {
        try (SoftwareKey key = key(KEY.getEncoded())) {
            WrappedKey wrapped = key.wrapUnder(kek(hash));

            assertThat(wrapped.method()).isEqualTo(kek(hash).method());
            assertThat(wrapped.wrappingKey())
                    .isEqualTo(Fingerprint.of(GeneratedKeys.rsaPublic(3072)).toString());
            assertThat(wrapped.description()).isEqualTo(key.description());
            assertThat(wrapped.proof()).isEqualTo(WrapProof.MADE_IN_SOFTWARE);
            try (SecretBytes opened =
                    RsaAesKeyWrap.unwrap(
                            wrapped.ciphertext(),
                            GeneratedKeys.rsaPrivate(3072),
                            hash,
                            GeneratedKeys.RANDOM)) {
                assertThat(opened).isEqualTo(SecretBytes.copyOf(KEY.getEncoded()));
            }
        }
    }

    @Test
    void wrapUnder_anotherKindOfKey_isRefused() throws KeyTransferException {
        try (SoftwareKey key = key(KEY.getEncoded())) {
            WrappingKey inAToken = () -> "an AES key that stays in its token";
            assertThatThrownBy(() -> key.wrapUnder(inAToken))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("only be wrapped under an RSA public key");
        }
    }

    /** A token pads to 8 bytes: more zeros, or anything else, is no padding of its. */
    @Test
    void fromUnwrapped_takesUpTo7Zeros_andZeroesTheArray() throws Exception {
        byte[] der = KEY.getEncoded();
        for (int zeros = 0; zeros <= 7; zeros++) {
            byte[] padded = Arrays.copyOf(der, der.length + zeros);
            try (SoftwareKey key = unwrapped(padded)) {
                assertThat(key.<byte[], RuntimeException>withClearKey(byte[]::clone))
                        .isEqualTo(der);
            }
            assertThat(padded).containsOnly(0);
        }
        byte[] tooLong = Arrays.copyOf(der, der.length + 8);
        byte[] notZero = Arrays.copyOf(der, der.length + 1);
        notZero[der.length] = 1;
        for (byte[] other : List.of(tooLong, notZero)) {
            assertThatThrownBy(() -> unwrapped(other)).isInstanceOf(MalformedInputException.class);
            assertThat(other).containsOnly(0);
        }
    }

    @Test
    void fromPkcs8_everyTruncation_isRefusedAndZeroed() {
        byte[] whole = KEY.getEncoded();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertRefused(cut);
            assertThat(cut).isEqualTo(new byte[length]);
        }
    }

    /** Two bytes of PKCS#8's frame say nothing of the key: the version, and the tag of NULL. */
    @Test
    void fromPkcs8_everyByteFlipped_isRefused_butInTheFrame() {
        byte[] whole = KEY.getEncoded();
        List<Integer> accepted = new ArrayList<>();
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            try (SoftwareKey key = key(flipped)) {
                assertThat(key.description())
                        .isEqualTo(KeyDescription.of(GeneratedKeys.rsaPublic(2048)));
                accepted.add(i);
            } catch (MalformedInputException e) {
                assertThat(e).hasNoCause();
            }
        }
        assertThat(accepted).isSubsetOf(6, 20);
    }

    @Test
    void fromPkcs8_otherForms_areRefused() throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(KEY.getEncoded());
        assertRefused(GeneratedKeys.rsaPublic(2048).getEncoded());
        assertRefused(info.parsePrivateKey().toASN1Primitive().getEncoded());
        assertRefused("-----BEGIN PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII));
        assertRefused(Arrays.copyOf(KEY.getEncoded(), KEY.getEncoded().length + 1));
        assertRefused(
                new PrivateKeyInfo(
                                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS),
                                info.parsePrivateKey())
                        .getEncoded());
    }

    /** Windows adds the key's usage; tokens and Key Vault take the plain form. */
    @Test
    void fromPkcs8_withAttributesOrPublicKey_isBroughtToThePlainForm() throws Exception {
        PrivateKeyInfo plain = PrivateKeyInfo.getInstance(KEY.getEncoded());
        ASN1Set attributes = new DERSet(new DERSequence(PKCSObjectIdentifiers.pkcs_9));
        byte[] publicKey = GeneratedKeys.rsaPublic(2048).getEncoded();
        for (PrivateKeyInfo info :
                List.of(
                        new PrivateKeyInfo(
                                plain.getPrivateKeyAlgorithm(),
                                plain.parsePrivateKey(),
                                attributes),
                        new PrivateKeyInfo(
                                plain.getPrivateKeyAlgorithm(),
                                plain.parsePrivateKey(),
                                attributes,
                                publicKey))) {
            try (SoftwareKey key = key(info.getEncoded())) {
                assertThat(key.<byte[], RuntimeException>withClearKey(byte[]::clone))
                        .isEqualTo(KEY.getEncoded());
            }
        }
    }

    @Test
    void fromPkcs8_threePrimes_isRefused() throws IOException {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new ASN1Integer(1));
        for (BigInteger part : crtParts()) {
            parts.add(new ASN1Integer(part));
        }
        BigInteger third = BigInteger.valueOf(65539);
        DERSequence otherPrime =
                new DERSequence(
                        new ASN1Integer[] {
                            new ASN1Integer(third), new ASN1Integer(17), new ASN1Integer(19)
                        });
        parts.add(new DERSequence(otherPrime));
        assertRefused(rsa(new DERSequence(parts)));
    }

    @Test
    void fromPkcs8_withoutCrtParameters_isRefused() throws IOException {
        BigInteger zero = BigInteger.ZERO;
        assertRefused(
                rsa(
                        new RSAPrivateKey(
                                KEY.getModulus(),
                                KEY.getPublicExponent(),
                                KEY.getPrivateExponent(),
                                zero,
                                zero,
                                zero,
                                zero,
                                zero)));
    }

    /** Each in turn is another number; the rest fits. */
    @Test
    void fromPkcs8_onePartOff_isRefused() throws IOException {
        for (int off = 0; off < crtParts().length; off++) {
            BigInteger[] parts = crtParts();
            parts[off] = parts[off].add(BigInteger.TWO);
            assertRefused(
                    rsa(
                            new RSAPrivateKey(
                                    parts[0], parts[1], parts[2], parts[3], parts[4], parts[5],
                                    parts[6], parts[7])));
        }
    }

    private static BigInteger[] crtParts() {
        return new BigInteger[] {
            KEY.getModulus(),
            KEY.getPublicExponent(),
            KEY.getPrivateExponent(),
            KEY.getPrimeP(),
            KEY.getPrimeQ(),
            KEY.getPrimeExponentP(),
            KEY.getPrimeExponentQ(),
            KEY.getCrtCoefficient()
        };
    }

    private static byte[] rsa(ASN1Encodable pkcs1) throws IOException {
        return new PrivateKeyInfo(
                        new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        pkcs1)
                .getEncoded();
    }

    private static RsaAesWrappingKey kek(OaepHash hash) {
        return RsaAesWrappingKey.unsafeOf(GeneratedKeys.rsaPublic(3072), hash);
    }

    private static SoftwareKey unwrapped(byte[] padded) throws MalformedInputException {
        return SoftwareKey.fromUnwrapped(padded, GeneratedKeys.ORIGIN, GeneratedKeys.RANDOM);
    }

    private static SoftwareKey key(byte[] der) throws MalformedInputException {
        return SoftwareKey.fromPkcs8(der, GeneratedKeys.ORIGIN, GeneratedKeys.RANDOM);
    }

    private static void assertRefused(byte[] der) {
        assertThatThrownBy(() -> key(der))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("RSA")
                .hasNoCause();
    }
}
