package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The attributes of one half of a key, as a Marvell HSM states them. There is no public
 * specification: the layout was observed in a genuine attestation (format {@code MRVL-1}) and is
 * read as strictly as that allows. At offset 20 stand a number, the count of the attributes and a
 * length, each 32 bits big-endian; then the attributes as type, length and value; then zeros up to
 * the signature.
 */
final class AttestedStatement {
    static final int SIGNATURE_BYTES = 256;

    private static final int HEADER_AT = 20;
    private static final int HEADER_BYTES = 12;
    private static final int MAX_BYTES = 16 * 1024;

    private static final int CLASS = 0x000;
    private static final int KEY_TYPE = 0x100;
    private static final int ID = 0x102;
    private static final int MODULUS = 0x120;
    private static final int PUBLIC_EXPONENT = 0x122;
    private static final int CKK_RSA = 0;
    private static final int ID_BYTES = 128;

    /** Which half of the pair a statement is of: its {@code CKA_CLASS}. */
    enum Half {
        PUBLIC("public", 2),
        PRIVATE("private", 3);

        private final String name;
        private final int objectClass;

        Half(String name, int objectClass) {
            this.name = name;
            this.objectClass = objectClass;
        }

        /** Returns which statement it is, for messages. */
        @Override
        public String toString() {
            return "the statement on the " + name + " key";
        }
    }

    private final Half half;
    private final Map<Integer, byte[]> attributes;

    private AttestedStatement(Half half, Map<Integer, byte[]> attributes) {
        this.half = half;
        this.attributes = attributes;
    }

    /**
     * Reads a statement. Its signature is not checked here.
     *
     * @throws CheckFailedException if it is not a statement on this half of an RSA key
     */
    static AttestedStatement parse(byte[] signed, Half half) throws CheckFailedException {
        int end = signed.length - SIGNATURE_BYTES;
        if (end < HEADER_AT + HEADER_BYTES || signed.length > MAX_BYTES) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_MALFORMED,
                    half + " has an invalid length of " + signed.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(signed, 0, end);
        AttestedStatement statement = new AttestedStatement(half, attributes(bytes, half));
        statement.requireZeros(bytes);
        statement.requireByte(CLASS, half.objectClass, "CKA_CLASS");
        statement.requireByte(KEY_TYPE, CKK_RSA, "CKA_KEY_TYPE");
        return statement;
    }

    private static Map<Integer, byte[]> attributes(ByteBuffer bytes, Half half)
            throws CheckFailedException {
        bytes.position(HEADER_AT + Integer.BYTES);
        int count = bytes.getInt();
        int lengthBytes = bytes.getInt();
        if (lengthBytes < 0 || lengthBytes > bytes.remaining()) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_MALFORMED, half + " is shorter than its attributes");
        }
        int limit = bytes.position() + lengthBytes;
        Map<Integer, byte[]> attributes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            if (limit - bytes.position() < 2 * Integer.BYTES) {
                throw new CheckFailedException(
                        Reason.ATTESTATION_MALFORMED,
                        half + " has fewer attributes than it declares");
            }
            int type = bytes.getInt();
            int length = bytes.getInt();
            if (length < 0 || length > limit - bytes.position()) {
                throw new CheckFailedException(
                        Reason.ATTESTATION_MALFORMED,
                        half + " has an attribute that extends beyond its end: " + hex(type));
            }
            byte[] value = new byte[length];
            bytes.get(value);
            if (attributes.put(type, value) != null) {
                throw new CheckFailedException(
                        Reason.ATTESTATION_MALFORMED,
                        half + " has a duplicate attribute: " + hex(type));
            }
        }
        return attributes;
    }

    /** What follows the attributes says nothing: else it would be signed and not read. */
    private void requireZeros(ByteBuffer rest) throws CheckFailedException {
        while (rest.hasRemaining()) {
            if (rest.get() != 0) {
                throw new CheckFailedException(
                        Reason.ATTESTATION_MALFORMED, half + " has bytes after its attributes");
            }
        }
    }

    private void requireByte(int type, int wanted, String attribute) throws CheckFailedException {
        byte[] value = require(type);
        if (value.length != 1 || value[0] != wanted) {
            throw new CheckFailedException(
                    Reason.ATTESTED_KEY_UNFIT,
                    half + " does not state " + attribute + " = " + wanted);
        }
    }

    /** Returns {@code CKA_ID}, {@code /keys/NAME/VERSION}: NUL-terminated in 128 bytes. */
    String id() throws CheckFailedException {
        byte[] value = require(ID);
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        for (int i = end; i < value.length; i++) {
            if (value[i] != 0) {
                throw new CheckFailedException(
                        Reason.ATTESTATION_MALFORMED, half + " has bytes after its CKA_ID");
            }
        }
        if (value.length != ID_BYTES || end == value.length) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_MALFORMED,
                    half + " has only a part of its CKA_ID",
                    "use a shorter key name: /keys/NAME/VERSION may have at most 127 bytes");
        }
        return new String(value, 0, end, US_ASCII);
    }

    BigInteger modulus() throws CheckFailedException {
        return new BigInteger(1, require(MODULUS));
    }

    BigInteger publicExponent() throws CheckFailedException {
        return new BigInteger(1, require(PUBLIC_EXPONENT));
    }

    boolean flag(int type) throws CheckFailedException {
        byte[] value = require(type);
        if (value.length != 1 || (value[0] & ~1) != 0) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_MALFORMED,
                    half + " has a value other than true or false for " + hex(type));
        }
        return value[0] == 1;
    }

    private byte[] require(int type) throws CheckFailedException {
        byte[] value = attributes.get(type);
        if (value == null) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_MALFORMED, half + " lacks the attribute " + hex(type));
        }
        return value;
    }

    private static String hex(int type) {
        return "0x" + Integer.toHexString(type);
    }
}
