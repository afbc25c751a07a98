package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An AES key in the form of PKCS#8, to be encrypted as private keys are: {@code PrivateKeyInfo}
 * with the algorithm 2.16.840.1.101.3.4.1 and the raw key. No standard has it; the JDK puts secret
 * keys into PKCS#12 files in this form (observed in JDK 17's {@code keytool -genseckey}).
 * Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class AesPrivateKeyInfo {
    /** Version 0 and the algorithm. */
    private static final byte[] HEAD =
            HexFormat.of().parseHex("020100" + "300a06086086480165030401");

    private static final byte SEQUENCE = 0x30;
    private static final byte OCTET_STRING = 0x04;
    private static final int KEY_AT = 2 + 15 + 2;

    private AesPrivateKeyInfo() {}

    /** Returns the DER of a key of 16, 24 or 32 bytes; the caller wipes both. */
    public static byte[] of(byte[] raw) {
        if (!isLength(raw.length)) {
            throw new IllegalArgumentException("no AES key has " + raw.length + " bytes");
        }
        byte[] der = new byte[KEY_AT + raw.length];
        der[0] = SEQUENCE;
        der[1] = (byte) (der.length - 2);
        System.arraycopy(HEAD, 0, der, 2, HEAD.length);
        der[KEY_AT - 2] = OCTET_STRING;
        der[KEY_AT - 1] = (byte) raw.length;
        System.arraycopy(raw, 0, der, KEY_AT, raw.length);
        return der;
    }

    /** Returns the raw key, which the caller closes; none if it is a key of another kind. */
    public static Optional<SecretBytes> raw(byte[] der) {
        int length = der.length - KEY_AT;
        if (!isLength(length)) {
            return Optional.empty();
        }
        byte[] raw = Arrays.copyOfRange(der, KEY_AT, der.length);
        byte[] expected = of(raw);
        boolean same = Arrays.equals(expected, der);
        Arrays.fill(expected, (byte) 0);
        SecretBytes key = SecretBytes.moveFrom(raw);
        if (same) {
            return Optional.of(key);
        }
        key.close();
        return Optional.empty();
    }

    private static boolean isLength(int bytes) {
        return bytes == 16 || bytes == 24 || bytes == 32;
    }
}
