package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.der.EcPrivateDer;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EC keys in clear: the JDK and Bouncy Castle write them, the JDK uses what is kept of them. */
class EcSoftwareKeyTest {
    private static KeyPair pair(KeyDescription.Curve curve) throws GeneralSecurityException {
        return pair(curve.jdkName());
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static SoftwareKey read(byte[] der) throws MalformedInputException {
        return SoftwareKey.fromPkcs8(der, GeneratedKeys.ORIGIN);
    }

    /** SunEC writes no public half: it is computed. */
    @ParameterizedTest
    @EnumSource(KeyDescription.Curve.class)
    void fromPkcs8_withoutPublicHalf_computesIt(KeyDescription.Curve curve) throws Exception {
        for (int i = 0; i < 8; i++) {
            KeyPair pair = pair(curve);
            try (SoftwareKey key = read(pair.getPrivate().getEncoded())) {
                assertThat(key.description().name()).isEqualTo("EC " + curve.jwkName());
                assertThat(key.description().fingerprint())
                        .isEqualTo(Fingerprint.of(pair.getPublic()));
            }
        }
    }

    /** The first and the last number that are allowed: the points are G and -G. */
    @ParameterizedTest
    @EnumSource(KeyDescription.Curve.class)
    void fromPkcs8_ofTheSmallestAndTheLargestNumber_isRead(KeyDescription.Curve curve)
            throws Exception {
        BigInteger order = curve.parameters().getOrder();
        BigInteger gx = curve.parameters().getGenerator().getAffineX();
        for (BigInteger d : List.of(BigInteger.ONE, order.subtract(BigInteger.ONE))) {
            try (SoftwareKey key = read(withNumber(curve, d))) {
                ECPublicKey half = ((KeyDescription.Ec) key.description()).ec();
                assertThat(half.getW().getAffineX()).isEqualTo(gx);
            }
        }
        for (BigInteger d : List.of(BigInteger.ZERO, order)) {
            assertThatThrownBy(() -> read(withNumber(curve, d)))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("not between 1 and the order");
        }
    }

    private static byte[] withNumber(KeyDescription.Curve curve, BigInteger d) {
        int length = curve.coordinateBytes();
        byte[] number = new byte[length];
        byte[] signed = d.toByteArray();
        int skipped = Math.max(0, signed.length - length);
        System.arraycopy(
                signed,
                skipped,
                number,
                length - (signed.length - skipped),
                signed.length - skipped);
        byte[] point = new KeyDescription.Ec(generator(curve), curve).pointOctets();
        byte[] whole = EcPrivateDer.toPkcs8(curve.oidHex(), number, point);
        return withoutPoint(whole);
    }

    private static ECPublicKey generator(KeyDescription.Curve curve) {
        try {
            return curve.point(
                    curve.parameters().getGenerator().getAffineX(),
                    curve.parameters().getGenerator().getAffineY());
        } catch (MalformedInputException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] withoutPoint(byte[] pkcs8) {
        return rebuilt(pkcs8, null);
    }

    /** Bouncy Castle writes the key anew, with this public half or none. */
    private static byte[] rebuilt(byte[] pkcs8, byte @Nullable [] point) {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
            var old = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
            int bits = old.getPrivateKey().getOctets().length * 8;
            BigInteger d = new BigInteger(1, old.getPrivateKey().getOctets());
            ASN1Encodable inner =
                    point == null
                            ? new org.bouncycastle.asn1.sec.ECPrivateKey(bits, d)
                            : new org.bouncycastle.asn1.sec.ECPrivateKey(
                                    bits, d, new DERBitString(point), null);
            return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), inner).getEncoded();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(KeyDescription.Curve.class)
    void plainForm_isReadByTheJdkAndBouncyCastle_andSigns(KeyDescription.Curve curve)
            throws Exception {
        KeyPair pair = pair(curve);
        try (SoftwareKey key = read(pair.getPrivate().getEncoded())) {
            byte[] clear = key.withClearKey(byte[]::clone);
            ECPrivateKey again =
                    (ECPrivateKey)
                            KeyFactory.getInstance("EC")
                                    .generatePrivate(new PKCS8EncodedKeySpec(clear));
            assertThat(again.getS()).isEqualTo(((ECPrivateKey) pair.getPrivate()).getS());
            var foreign =
                    org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(
                            PrivateKeyInfo.getInstance(clear).parsePrivateKey());
            assertThat(foreign.getPublicKey().getOctets())
                    .isEqualTo(((KeyDescription.Ec) key.description()).pointOctets());
            byte[] data = {1, 2, 3};
            Signature ecdsa =
                    Signature.getInstance("SHA" + curve.hashBits() + "withECDSAinP1363Format");
            ecdsa.initSign(again);
            ecdsa.update(data);
            byte[] signature = ecdsa.sign();
            assertThat(KeyChallenge.verifies(pair.getPublic(), data, signature)).isTrue();
            assertThat(KeyChallenge.verifies(pair(curve).getPublic(), data, signature)).isFalse();
            // Reading what was written gives the same bytes.
            try (SoftwareKey twice = read(clear.clone())) {
                assertThat(twice.<byte[], RuntimeException>withClearKey(byte[]::clone))
                        .isEqualTo(clear);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(KeyDescription.Curve.class)
    void fromPkcs8_withAnotherKeysPublicHalf_isRefused(KeyDescription.Curve curve)
            throws Exception {
        KeyPair pair = pair(curve);
        ECPublicKey other = (ECPublicKey) pair(curve).getPublic();
        ECPoint own = ((ECPublicKey) pair.getPublic()).getW();
        BigInteger p = ((ECFieldFp) curve.parameters().getCurve().getField()).getP();
        ECPublicKey sameX = curve.point(own.getAffineX(), p.subtract(own.getAffineY()));
        for (ECPublicKey wrong : List.of(other, sameX)) {
            byte[] point = new KeyDescription.Ec(wrong, curve).pointOctets();
            assertThatThrownBy(() -> read(rebuilt(pair.getPrivate().getEncoded(), point)))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("does not match its private half");
        }
    }

    @Test
    void fromPkcs8_withPointOffTheCurveOrCompressed_isRefusedByName() throws Exception {
        KeyPair pair = pair(KeyDescription.Curve.P256);
        byte[] point =
                new KeyDescription.Ec((ECPublicKey) pair.getPublic(), KeyDescription.Curve.P256)
                        .pointOctets();
        byte[] off = point.clone();
        off[64] ^= 1;
        byte[] compressed = java.util.Arrays.copyOf(point, 33);
        compressed[0] = (byte) (2 + (point[64] & 1));
        byte[] key = pair.getPrivate().getEncoded();
        assertThatThrownBy(() -> read(rebuilt(key, off))).hasMessageContaining("not on its curve");
        assertThatThrownBy(() -> read(rebuilt(key, compressed))).hasMessageContaining("compressed");
    }

    @Test
    void fromPkcs8_withExplicitParameters_isRefusedByName() throws Exception {
        PrivateKeyInfo named =
                PrivateKeyInfo.getInstance(pair("secp256r1").getPrivate().getEncoded());
        var numbers = org.bouncycastle.asn1.x9.ECNamedCurveTable.getByName("secp256r1");
        byte[] explicit =
                new PrivateKeyInfo(
                                new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                                        named.getPrivateKeyAlgorithm().getAlgorithm(), numbers),
                                named.parsePrivateKey())
                        .getEncoded();
        assertThatThrownBy(() -> read(explicit)).hasMessageContaining("explicit parameters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256k1", "secp224r1", "brainpoolP256r1", "sect283r1"})
    void fromPkcs8_onAnotherCurve_isRefusedByName(String curve) throws Exception {
        var numbers = org.bouncycastle.asn1.x9.ECNamedCurveTable.getOID(curve);
        byte[] der =
                new PrivateKeyInfo(
                                new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                                        org.bouncycastle.asn1.x9.X9ObjectIdentifiers.id_ecPublicKey,
                                        numbers),
                                new org.bouncycastle.asn1.sec.ECPrivateKey(256, BigInteger.TWO))
                        .getEncoded();
        String name =
                switch (curve) {
                    case "secp256k1" -> "P-256K";
                    case "secp224r1" -> "P-224";
                    case "sect283r1" -> "another curve";
                    default -> curve;
                };
        assertThatThrownBy(() -> read(der))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("P-256, P-384 and P-521 are accepted");
    }

    /** Every truncation is refused; a flipped bit gives no other key than the one it describes. */
    @ParameterizedTest
    @EnumSource(KeyDescription.Curve.class)
    void plainForm_truncatedOrFlipped_isRefused(KeyDescription.Curve curve) throws Exception {
        byte[] clear;
        try (SoftwareKey key = read(pair(curve).getPrivate().getEncoded())) {
            clear = key.withClearKey(byte[]::clone);
        }
        List<String> accepted = new ArrayList<>();
        for (int length = 0; length < clear.length; length++) {
            note(accepted, "first " + length, java.util.Arrays.copyOf(clear, length));
        }
        for (int i = 0; i < clear.length; i++) {
            byte[] flipped = clear.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            note(accepted, "flipped " + i, flipped);
        }
        assertThat(accepted).isEmpty();
    }

    private static void note(List<String> accepted, String what, byte[] der) {
        try (SoftwareKey key = read(der)) {
            accepted.add(what + ": " + key.description().name());
        } catch (KeyTransferException e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
    }

    @Test
    void parseKey_readsThePublicHalf_asJwkToo() throws Exception {
        for (KeyDescription.Curve curve : KeyDescription.Curve.values()) {
            ECPublicKey half = (ECPublicKey) pair(curve).getPublic();
            KeyDescription.Ec key =
                    (KeyDescription.Ec) PublicKeyEncoding.parseKey(PublicKeyEncoding.pem(half));
            assertThat(key.curve()).isEqualTo(curve);
            assertThat(key.fingerprint()).isEqualTo(Fingerprint.of(half));
            var jwk = dev.keyhaul.core.json.JsonObject.parse(PublicKeyEncoding.jwk(key));
            assertThat(
                            Fingerprint.of(
                                    PublicKeyEncoding.ofEcJwk(
                                            jwk.string("crv"), jwk.string("x"), jwk.string("y"))))
                    .isEqualTo(key.fingerprint());
        }
    }
}
