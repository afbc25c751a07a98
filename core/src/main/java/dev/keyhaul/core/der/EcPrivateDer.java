package dev.keyhaul.core.der;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code ECPrivateKey} of RFC 5915 §3 in DER, and how it stands inside PKCS#8 (RFC 5958 §2): what
 * is in it, copied and not judged. Closing it zeroes the private number.
 */
public final class EcPrivateDer implements AutoCloseable {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xA0;
    private static final int PUBLIC_KEY = 0xA1;
    private static final String EC_PUBLIC_KEY = "2a8648ce3d0201";
    private static final String NOT_EC = "not an EC private key (RFC 5915)";

    private final byte[] privateNumber;
    private final String curveOidHex;
    private final byte @Nullable [] point;

    private EcPrivateDer(byte[] privateNumber, String curveOidHex, byte @Nullable [] point) {
        this.privateNumber = privateNumber;
        this.curveOidHex = curveOidHex;
        this.point = point;
    }

    /** Whether a PKCS#8 DER says that its key is an EC key. */
    public static boolean isPkcs8(byte[] pkcs8) {
        return DerSequence.of(pkcs8)
                .filter(info -> info.beginsWith(INTEGER, SEQUENCE, OCTET_STRING))
                .flatMap(info -> DerSequence.of(info.whole(1)))
                .filter(algorithm -> algorithm.beginsWith(OBJECT_IDENTIFIER))
                .map(algorithm -> hex(algorithm.content(0)).equals(EC_PUBLIC_KEY))
                .orElse(false);
    }

    /**
     * Reads PKCS#8; attributes and the public key of version 2 are left behind.
     *
     * @throws MalformedInputException if it is no EC key, its curve is written as explicit
     *     parameters, or its two curves differ
     */
    public static EcPrivateDer ofPkcs8(byte[] pkcs8) throws MalformedInputException {
        DerSequence info =
                DerSequence.of(pkcs8)
                        .filter(parts -> parts.beginsWith(INTEGER, SEQUENCE, OCTET_STRING))
                        .filter(parts -> isVersion(parts.content(0)))
                        .orElseThrow(
                                () -> new MalformedInputException(Reason.KEY_FILE_FORM, NOT_EC));
        DerSequence algorithm =
                DerSequence.of(info.whole(1))
                        .filter(parts -> parts.size() == 2)
                        .orElseThrow(
                                () -> new MalformedInputException(Reason.KEY_FILE_FORM, NOT_EC));
        String curve = curve(algorithm.whole(1));
        byte[] sec1 = info.content(2);
        try {
            return of(sec1, curve);
        } finally {
            Arrays.fill(sec1, (byte) 0);
        }
    }

    /**
     * Reads a bare {@code ECPrivateKey}, which must name its curve.
     *
     * @throws MalformedInputException as {@link #ofPkcs8} does
     */
    static EcPrivateDer ofSec1(byte[] sec1) throws MalformedInputException {
        return of(sec1, null);
    }

    /**
     * Returns a bare {@code ECPrivateKey} inside PKCS#8, with the curve in the algorithm, too; the
     * caller wipes both.
     *
     * @throws MalformedInputException as {@link #ofSec1} does
     */
    public static byte[] sec1ToPkcs8(byte[] sec1) throws MalformedInputException {
        String curveOidHex;
        try (EcPrivateDer ec = ofSec1(sec1)) {
            curveOidHex = ec.curveOidHex();
        }
        return info(curveOidHex, sec1);
    }

    private static EcPrivateDer of(byte[] sec1, @Nullable String outerCurve)
            throws MalformedInputException {
        DerSequence parts =
                DerSequence.of(sec1)
                        .filter(found -> found.beginsWith(INTEGER, OCTET_STRING))
                        .filter(found -> isOne(found.content(0)))
                        .orElseThrow(
                                () -> new MalformedInputException(Reason.KEY_FILE_FORM, NOT_EC));
        String curve = outerCurve;
        byte[] point = null;
        for (int i = 2; i < parts.size(); i++) {
            // [0] before [1], each at most once
            if (parts.tag(i) == PARAMETERS && i == 2) {
                String inner = curve(parts.content(i));
                if (outerCurve != null && !outerCurve.equals(inner)) {
                    throw new MalformedInputException(
                            Reason.KEY_FILE_FORM, "the EC key names two different curves");
                }
                curve = inner;
            } else if (parts.tag(i) == PUBLIC_KEY && point == null && i == parts.size() - 1) {
                point = bits(parts.content(i));
            } else {
                throw new MalformedInputException(Reason.KEY_FILE_FORM, NOT_EC);
            }
        }
        if (curve == null) {
            throw new MalformedInputException(
                    Reason.KEY_KIND, "the EC key does not name its curve");
        }
        return new EcPrivateDer(parts.content(1), curve, point);
    }

    /** RFC 5958 §2: 0, or 1 with a public key behind the attributes. */
    private static boolean isVersion(byte[] version) {
        return version.length == 1 && (version[0] == 0 || version[0] == 1);
    }

    private static boolean isOne(byte[] version) {
        return version.length == 1 && version[0] == 1;
    }

    private static String curve(byte[] parameters) throws MalformedInputException {
        if (parameters.length > 0 && parameters[0] == SEQUENCE) {
            throw new MalformedInputException(
                    Reason.KEY_KIND,
                    "the EC key gives its curve as explicit parameters, but only a named curve is accepted",
                    "'openssl ec -param_enc named_curve' converts it");
        }
        boolean named =
                parameters.length > 2
                        && parameters[0] == OBJECT_IDENTIFIER
                        && parameters[1] == parameters.length - 2;
        if (!named) {
            throw new MalformedInputException(
                    Reason.KEY_KIND, "the EC key does not name its curve");
        }
        return hex(Arrays.copyOfRange(parameters, 2, parameters.length));
    }

    /** A BIT STRING without unused bits. */
    private static byte[] bits(byte[] content) throws MalformedInputException {
        int header = content.length > 1 && content[1] == (byte) 0x81 ? 3 : 2;
        int length = content.length - header;
        boolean good =
                length > 1
                        && content[0] == BIT_STRING
                        && (content[header - 1] & 0xFF) == length
                        && (header == 3) == (length >= 0x80)
                        && content[header] == 0;
        if (!good) {
            throw new MalformedInputException(Reason.KEY_FILE_FORM, NOT_EC);
        }
        return Arrays.copyOfRange(content, header + 1, content.length);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns the content octets of the curve's object identifier, in hex. */
    public String curveOidHex() {
        return curveOidHex;
    }

    /** Returns the private number as it stands, big-endian; the array is zeroed on close. */
    public byte[] privateNumber() {
        return privateNumber;
    }

    /** Returns the octets of the public point; none if it was left out. */
    public Optional<byte[]> point() {
        return Optional.ofNullable(point).map(byte[]::clone);
    }

    /**
     * Writes the plain form, as OpenSSL does: the curve once, in the algorithm, and the public
     * point.
     *
     * @param privateNumber as long as a coordinate (RFC 5915 §3)
     * @param point uncompressed
     * @return PKCS#8 DER, which the caller wipes
     */
    public static byte[] toPkcs8(String curveOidHex, byte[] privateNumber, byte[] point) {
        byte[] octets = Pkcs1Der.element(OCTET_STRING, privateNumber);
        byte[] numbered = Pkcs1Der.joined(new byte[] {INTEGER, 1, 1}, octets);
        byte[] publicPart =
                Pkcs1Der.element(
                        PUBLIC_KEY,
                        Pkcs1Der.element(BIT_STRING, Pkcs1Der.joined(new byte[1], point)));
        byte[] body = Pkcs1Der.joined(numbered, publicPart);
        byte[] sec1 = Pkcs1Der.element(SEQUENCE, body);
        byte[] pkcs8 = info(curveOidHex, sec1);
        Pkcs1Der.wipe(octets, numbered, body, sec1);
        return pkcs8;
    }

    private static byte[] info(String curveOidHex, byte[] sec1) {
        byte[] algorithm =
                Pkcs1Der.element(
                        SEQUENCE,
                        Pkcs1Der.joined(
                                Pkcs1Der.element(
                                        OBJECT_IDENTIFIER, HexFormat.of().parseHex(EC_PUBLIC_KEY)),
                                Pkcs1Der.element(
                                        OBJECT_IDENTIFIER, HexFormat.of().parseHex(curveOidHex))));
        byte[] inner = Pkcs1Der.element(OCTET_STRING, sec1);
        byte[] head = Pkcs1Der.joined(new byte[] {INTEGER, 1, 0}, algorithm);
        byte[] info = Pkcs1Der.joined(head, inner);
        byte[] pkcs8 = Pkcs1Der.element(SEQUENCE, info);
        Pkcs1Der.wipe(inner, info);
        return pkcs8;
    }

    /** Zeroes the private number. */
    @Override
    public void close() {
        Arrays.fill(privateNumber, (byte) 0);
    }
}
