package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.EcPrivateDer;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * The private number of an EC key, checked, and the public point that belongs to it. The JDK
 * computes the point: its ECDH with the generator gives x, and a signature tells which of the two y
 * it is. {@link BigInteger}s of the number stay in memory until they are collected.
 */
final class EcPrivateNumber {
    private static final int CHALLENGE_BYTES = 32;

    private EcPrivateNumber() {}

    /**
     * Brings an EC key to its plain PKCS#8 form, with its public point.
     *
     * @param der the key, whose private number is checked; it stays open
     * @param random for the signature that tells y
     * @return PKCS#8 DER, which the caller wipes
     * @throws MalformedInputException if the number is not between 1 and the order, the curve is
     *     not taken, or the public point given is not this key's
     */
    static byte[] toPlainPkcs8(EcPrivateDer der, SecureRandom random)
            throws MalformedInputException {
        KeyDescription.Curve curve = KeyDescription.Curve.ofOidHex(der.curveOidHex());
        byte[] number = withCoordinateLength(der.privateNumber(), curve.coordinateBytes());
        try {
            ECPublicKey given = der.point().isPresent() ? curve.point(der.point().get()) : null;
            ECPublicKey half = publicHalf(curve, number, given, random);
            byte[] point = new KeyDescription.Ec(half, curve).pointOctets();
            return EcPrivateDer.toPkcs8(der.curveOidHex(), number, point);
        } finally {
            Arrays.fill(number, (byte) 0);
        }
    }

    /** Tests and examples use 1, 2, and the same before the order of the curve. */
    private static final BigInteger GUESSABLE = BigInteger.TWO;

    /**
     * Returns what shows that the key was not generated.
     *
     * @param pkcs8 a key in its plain form
     */
    static List<String> warnings(byte[] pkcs8) {
        try (EcPrivateDer ec = EcPrivateDer.ofPkcs8(pkcs8)) {
            BigInteger order =
                    KeyDescription.Curve.ofOidHex(ec.curveOidHex()).parameters().getOrder();
            BigInteger number = new BigInteger(1, ec.privateNumber());
            return number.min(order.subtract(number)).compareTo(GUESSABLE) <= 0
                    ? List.of(
                            "the private value of the EC key is one that anyone can guess, as in"
                                    + " an example")
                    : List.of();
        } catch (MalformedInputException e) {
            throw new IllegalStateException("a key that was read before cannot be read again", e);
        }
    }

    private static byte[] withCoordinateLength(byte[] number, int length)
            throws MalformedInputException {
        int from = 0;
        while (from < number.length && number[from] == 0) {
            from++;
        }
        if (number.length - from > length) {
            throw outOfRange();
        }
        byte[] whole = new byte[length];
        System.arraycopy(
                number, from, whole, length - (number.length - from), number.length - from);
        return whole;
    }

    private static ECPublicKey publicHalf(
            KeyDescription.Curve curve,
            byte[] number,
            @Nullable ECPublicKey given,
            SecureRandom random)
            throws MalformedInputException {
        ECParameterSpec parameters = curve.parameters();
        BigInteger d = new BigInteger(1, number);
        if (d.signum() == 0 || d.compareTo(parameters.getOrder()) >= 0) {
            throw outOfRange();
        }
        try {
            PrivateKey key =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new ECPrivateKeySpec(d, parameters));
            BigInteger x = xOfPublicPoint(key, curve, parameters);
            if (given == null) {
                return computed(curve, x, key, random);
            } else if (given.getW().getAffineX().equals(x) && isHalfOf(given, key, random)) {
                return given;
            }
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    "the public half in the EC key does not match its private half",
                    "the file is damaged, or was put together from two keys");
        } catch (GeneralSecurityException | IllegalStateException e) {
            // No cause: it may quote the key.
            throw new MalformedInputException(Reason.KEY_FILE_FORM, "not a usable EC private key");
        }
    }

    /** Returns the one of the two points with that x that is the key's. */
    private static ECPublicKey computed(
            KeyDescription.Curve curve, BigInteger x, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException, MalformedInputException {
        EllipticCurve equation = curve.parameters().getCurve();
        BigInteger p = ((ECFieldFp) equation.getField()).getP();
        // p is 3 mod 4 on each of these curves, so this power is the root.
        BigInteger y =
                EcPoint.ySquared(x, equation, p).modPow(p.add(BigInteger.ONE).shiftRight(2), p);
        ECPublicKey one = curve.point(x, y);
        return isHalfOf(one, key, random) ? one : curve.point(x, p.subtract(y));
    }

    private static BigInteger xOfPublicPoint(
            PrivateKey key, KeyDescription.Curve curve, ECParameterSpec parameters)
            throws GeneralSecurityException, MalformedInputException {
        KeyAgreement ecdh = KeyAgreement.getInstance("ECDH");
        ecdh.init(key);
        ecdh.doPhase(
                curve.point(
                        parameters.getGenerator().getAffineX(),
                        parameters.getGenerator().getAffineY()),
                /* lastPhase= */ true);
        return new BigInteger(1, ecdh.generateSecret());
    }

    private static boolean isHalfOf(ECPublicKey candidate, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException {
        byte[] challenge = new byte[CHALLENGE_BYTES];
        random.nextBytes(challenge);
        Signature ecdsa = Signature.getInstance("SHA256withECDSA");
        ecdsa.initSign(key, random);
        ecdsa.update(challenge);
        byte[] signature = ecdsa.sign();
        ecdsa.initVerify(candidate);
        ecdsa.update(challenge);
        return ecdsa.verify(signature);
    }

    private static MalformedInputException outOfRange() {
        return new MalformedInputException(
                Reason.KEY_FILE_FORM,
                "the private value of the EC key is not between 1 and the order of its curve");
    }
}
