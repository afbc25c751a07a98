package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import java.nio.ByteBuffer;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/** Curves and points as PKCS#11 has them: CKA_EC_PARAMS and CKA_EC_POINT (v3.0 §6.3). */
public final class EcNumbers {
    private static final byte OBJECT_IDENTIFIER = 0x06;
    private static final byte OCTET_STRING = 0x04;
    private static final byte SEQUENCE = 0x30;
    private static final byte LONG_LENGTH = (byte) 0x81;
    private static final int LONGEST_SHORT_LENGTH = 0x7f;

    private EcNumbers() {}

    /** Returns CKA_EC_PARAMS: the DER of the curve's object identifier. */
    public static byte[] parameters(Curve curve) {
        byte[] oid = HexFormat.of().parseHex(curve.oidHex());
        return ByteBuffer.allocate(2 + oid.length)
                .put(OBJECT_IDENTIFIER)
                .put((byte) oid.length)
                .put(oid)
                .array();
    }

    /**
     * Reads CKA_EC_PARAMS.
     *
     * @throws MalformedInputException if it is another curve, or not named by its object identifier
     */
    public static Curve curve(byte[] parameters) throws MalformedInputException {
        if (parameters.length > 0 && parameters[0] == SEQUENCE) {
            throw new MalformedInputException(
                    Reason.KEY_KIND,
                    "the token gives the curve as explicit parameters; only a named curve is accepted");
        }
        if (parameters.length < 2
                || parameters[0] != OBJECT_IDENTIFIER
                || parameters[1] != parameters.length - 2) {
            throw new MalformedInputException(
                    Reason.KEY_KIND, "the token does not name the key's curve");
        }
        return Curve.ofOidHex(
                HexFormat.of().formatHex(Arrays.copyOfRange(parameters, 2, parameters.length)));
    }

    public static Curve curve(int fieldBits) {
        return Arrays.stream(Curve.values())
                .filter(curve -> curve.fieldBits() == fieldBits)
                .findFirst()
                .orElseThrow();
    }

    /** Returns CKA_EC_POINT: the uncompressed point in a DER OCTET STRING. */
    public static byte[] point(KeyDescription.Ec key) {
        byte[] octets = key.pointOctets();
        ByteBuffer der = ByteBuffer.allocate(3 + octets.length).put(OCTET_STRING);
        if (octets.length > LONGEST_SHORT_LENGTH) {
            der.put(LONG_LENGTH);
        }
        der.put((byte) octets.length).put(octets);
        return Arrays.copyOf(der.array(), der.position());
    }

    /**
     * Reads CKA_EC_POINT: in a DER OCTET STRING, or, as older modules have it, without. The two
     * differ in length on each curve.
     *
     * @throws MalformedInputException if the point is compressed, or not on the curve
     */
    public static ECPublicKey publicKey(Curve curve, byte[] point) throws MalformedInputException {
        boolean bare = point.length == 1 + 2 * curve.coordinateBytes();
        return curve.point(bare ? point : withoutHeader(point));
    }

    private static byte[] withoutHeader(byte[] point) {
        int header = point.length > 1 && point[1] == LONG_LENGTH ? 3 : 2;
        boolean isOctetString =
                point.length > header
                        && point[0] == OCTET_STRING
                        && (point[header - 1] & 0xff) == point.length - header;
        return isOctetString ? Arrays.copyOfRange(point, header, point.length) : point;
    }
}
