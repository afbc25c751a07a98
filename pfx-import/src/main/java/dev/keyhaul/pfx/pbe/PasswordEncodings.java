package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A password as bytes, in each encoding that programs are known to use; zeroed on close.
 *
 * <p>PKCS#5 schemes hash UTF-8. PKCS#12 schemes hash big-endian UTF-16 with a final zero character
 * (RFC 7292 §B.1), and two quirks are known: an empty password as no bytes at all (seen in files
 * whose MAC was made for a missing password), and each byte of the UTF-8 form widened to a
 * character (OpenSSL before 1.1.0, see its pkcs12 manual's notes on non-ASCII passwords).
 *
 * <p>Not thread-safe.
 *
 * @since 0.1.0
 */
public final class PasswordEncodings implements AutoCloseable {
    private final List<SecretBytes> pkcs5;
    private final List<SecretBytes> pkcs12;

    private PasswordEncodings(List<SecretBytes> pkcs5, List<SecretBytes> pkcs12) {
        this.pkcs5 = pkcs5;
        this.pkcs12 = pkcs12;
    }

    /** Encodes a password, which stays the caller's to close. */
    public static PasswordEncodings of(Passphrase password) {
        SecretBytes utf8 = password.utf8();
        SecretBytes bmp = password.withRawSecretChars(PasswordEncodings::bmp);
        if (password.isEmpty()) {
            return new PasswordEncodings(
                    List.of(utf8), List.of(bmp, SecretBytes.moveFrom(new byte[0])));
        }
        SecretBytes widened = utf8.withRawSecretBytes(PasswordEncodings::widened);
        if (widened.equals(bmp)) {
            widened.close();
            return new PasswordEncodings(List.of(utf8), List.of(bmp));
        }
        return new PasswordEncodings(List.of(utf8), List.of(bmp, widened));
    }

    /** Returns the encodings for PBES2 and PBMAC1, the usual one first; closed with this. */
    public List<SecretBytes> forPkcs5() {
        return pkcs5;
    }

    /** Returns the encodings for the schemes of PKCS#12, the usual one first; closed with this. */
    public List<SecretBytes> forPkcs12() {
        return pkcs12;
    }

    private static SecretBytes bmp(char[] chars) {
        byte[] bytes = new byte[2 * (chars.length + 1)];
        for (int i = 0; i < chars.length; i++) {
            bytes[2 * i] = (byte) (chars[i] >> 8);
            bytes[2 * i + 1] = (byte) chars[i];
        }
        return SecretBytes.moveFrom(bytes);
    }

    private static SecretBytes widened(byte[] utf8) {
        char[] latin1 = StandardCharsets.ISO_8859_1.decode(java.nio.ByteBuffer.wrap(utf8)).array();
        try {
            return bmp(latin1);
        } finally {
            Arrays.fill(latin1, '\0');
        }
    }

    @Override
    public void close() {
        pkcs5.forEach(SecretBytes::close);
        pkcs12.forEach(SecretBytes::close);
    }
}
