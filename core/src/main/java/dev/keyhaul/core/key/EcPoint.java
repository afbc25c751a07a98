package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.DerSequence;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Points of the curves in {@link KeyDescription.Curve}, as public keys and as octets. */
final class EcPoint {
    private static final byte UNCOMPRESSED = 4;
    private static final int BIT_STRING = 0x03;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final String EC_PUBLIC_KEY = "2a8648ce3d0201";

    private EcPoint() {}

    /**
     * Reads an uncompressed point (SEC 1 §2.3.4): 04, x, y.
     *
     * @throws MalformedInputException if it is compressed, of another length, or not on the curve
     */
    static ECPublicKey ofOctets(KeyDescription.Curve curve, byte[] octets)
            throws MalformedInputException {
        int length = curve.coordinateBytes();
        if (octets.length == 1 + length && (octets[0] == 2 || octets[0] == 3)) {
            throw new MalformedInputException(
                    Reason.PUBLIC_KEY_FORM,
                    "the public point is compressed, but must be uncompressed",
                    "convert it with 'openssl ec -conv_form uncompressed', and -pubin if it is a public key");
        } else if (octets.length != 1 + 2 * length || octets[0] != UNCOMPRESSED) {
            throw new MalformedInputException(
                    Reason.PUBLIC_KEY_FORM,
                    "not an uncompressed point of " + curve.jwkName() + " (SEC 1 §2.3.3)");
        }
        return of(
                curve,
                new BigInteger(1, Arrays.copyOfRange(octets, 1, 1 + length)),
                new BigInteger(1, Arrays.copyOfRange(octets, 1 + length, octets.length)));
    }

    /**
     * Makes a public key of its coordinates.
     *
     * @throws MalformedInputException if the point is not on the curve
     */
    static ECPublicKey of(KeyDescription.Curve curve, BigInteger x, BigInteger y)
            throws MalformedInputException {
        try {
            return requireOnCurve(
                    (ECPublicKey)
                            KeyFactory.getInstance("EC")
                                    .generatePublic(
                                            new ECPublicKeySpec(
                                                    new ECPoint(x, y), parameters(curve))));
        } catch (GeneralSecurityException e) {
            throw new MalformedInputException(
                    Reason.PUBLIC_KEY_FORM, "not an EC public key: " + e.getMessage(), null, e);
        }
    }

    /**
     * Reads a SubjectPublicKeyInfo (RFC 5480 §2); none if it says that it is no EC key.
     *
     * @throws MalformedInputException if it is an EC key that is not taken, with the reason
     */
    static Optional<KeyDescription> ofSubjectPublicKeyInfo(byte[] der)
            throws MalformedInputException {
        Optional<DerSequence> info =
                DerSequence.of(der).filter(parts -> parts.beginsWith(SEQUENCE, BIT_STRING));
        Optional<DerSequence> algorithm = info.flatMap(parts -> DerSequence.of(parts.whole(0)));
        if (algorithm.filter(EcPoint::isEc).isEmpty()) {
            return Optional.empty();
        }
        if (!algorithm.get().beginsWith(OBJECT_IDENTIFIER, OBJECT_IDENTIFIER)) {
            throw new MalformedInputException(
                    Reason.KEY_KIND,
                    "the EC key does not name its curve; explicit parameters are not accepted");
        }
        KeyDescription.Curve curve = KeyDescription.Curve.ofOidHex(hex(algorithm.get().content(1)));
        byte[] bits = info.get().content(1);
        if (bits.length == 0 || bits[0] != 0 || info.get().size() != 2) {
            throw new MalformedInputException(
                    Reason.PUBLIC_KEY_FORM, "not an EC public key (SubjectPublicKeyInfo)");
        }
        byte[] octets = Arrays.copyOfRange(bits, 1, bits.length);
        return Optional.of(new KeyDescription.Ec(ofOctets(curve, octets), curve));
    }

    private static boolean isEc(DerSequence algorithm) {
        return algorithm.beginsWith(OBJECT_IDENTIFIER)
                && hex(algorithm.content(0)).equals(EC_PUBLIC_KEY);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns the uncompressed point (SEC 1 §2.3.3). */
    static byte[] octets(KeyDescription.Ec key) {
        int length = key.curve().coordinateBytes();
        byte[] octets = new byte[1 + 2 * length];
        octets[0] = UNCOMPRESSED;
        ECPoint point = key.ec().getW();
        put(point.getAffineX(), octets, 1, length);
        put(point.getAffineY(), octets, 1 + length, length);
        return octets;
    }

    private static void put(BigInteger coordinate, byte[] octets, int from, int length) {
        byte[] signed = coordinate.toByteArray();
        int skipped = Math.max(0, signed.length - length);
        System.arraycopy(
                signed,
                skipped,
                octets,
                from + length - (signed.length - skipped),
                signed.length - skipped);
    }

    /** The partial validation of SP 800-56A rev. 3 §5.6.2.3.4; the cofactor of each curve is 1. */
    static ECPublicKey requireOnCurve(ECPublicKey key) throws MalformedInputException {
        EllipticCurve curve = key.getParams().getCurve();
        ECPoint point = key.getW();
        if (!point.equals(ECPoint.POINT_INFINITY)
                && curve.getField() instanceof ECFieldFp field
                && isCoordinate(point.getAffineX(), field.getP())
                && isCoordinate(point.getAffineY(), field.getP())
                && point.getAffineY()
                        .modPow(BigInteger.TWO, field.getP())
                        .equals(ySquared(point.getAffineX(), curve, field.getP()))) {
            return key;
        }
        throw new MalformedInputException(
                Reason.PUBLIC_KEY_FORM, "the public point is not on its curve");
    }

    private static boolean isCoordinate(BigInteger number, BigInteger p) {
        return number.signum() >= 0 && number.compareTo(p) < 0;
    }

    /** Returns x³ + ax + b. */
    static BigInteger ySquared(BigInteger x, EllipticCurve curve, BigInteger p) {
        return x.modPow(BigInteger.valueOf(3), p)
                .add(curve.getA().multiply(x))
                .add(curve.getB())
                .mod(p);
    }

    /** Adds the generator to one of its multiples: of a public key, so in no constant time. */
    static ECPoint plusGenerator(ECPoint point, ECParameterSpec curve) {
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        ECPoint generator = curve.getGenerator();
        BigInteger slope =
                point.equals(generator)
                        ? x.pow(2)
                                .multiply(BigInteger.valueOf(3))
                                .add(curve.getCurve().getA())
                                .multiply(y.shiftLeft(1).modInverse(p))
                        : generator
                                .getAffineY()
                                .subtract(y)
                                .multiply(generator.getAffineX().subtract(x).modInverse(p));
        BigInteger sum = slope.pow(2).subtract(x).subtract(generator.getAffineX()).mod(p);
        return new ECPoint(sum, slope.multiply(x.subtract(sum)).subtract(y).mod(p));
    }

    static ECParameterSpec parameters(KeyDescription.Curve curve) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve.jdkName()));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has " + curve.jdkName(), e);
        }
    }

    /** Names the curves that people have, by their object identifiers' content octets. */
    static String curveName(String oidHex) {
        return switch (oidHex) {
            case "2b8104000a" -> "P-256K (secp256k1)";
            case "2b81040021" -> "P-224";
            case "2a8648ce3d030101" -> "P-192";
            case "2b2403030208010107" -> "brainpoolP256r1";
            case "2b240303020801010b" -> "brainpoolP384r1";
            case "2b240303020801010d" -> "brainpoolP512r1";
            default -> "another curve";
        };
    }

    static MalformedInputException otherCurve(String name) {
        return new MalformedInputException(
                Reason.KEY_KIND, "the key is on " + name + "; P-256, P-384 and P-521 are accepted");
    }
}
