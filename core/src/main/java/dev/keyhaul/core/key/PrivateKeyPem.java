package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Unencrypted PKCS#8 private keys in PEM (RFC 7468 §10), decoded without a String of the key.
 *
 * <p>Other forms come with the PEM source.
 */
public final class PrivateKeyPem {
    private static final byte[] BEGIN =
            "-----BEGIN PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END =
            "-----END PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);

    private PrivateKeyPem() {}

    /**
     * Decodes to PKCS#8 DER, which the caller closes; {@code pem} stays the caller's to wipe.
     *
     * @throws MalformedInputException when it is no such file
     */
    public static SecretBytes parse(byte[] pem) throws MalformedInputException {
        int begin = indexOf(pem, BEGIN, 0);
        int end = begin < 0 ? -1 : indexOf(pem, END, begin + BEGIN.length);
        if (end < 0) {
            throw new MalformedInputException(
                    "not an unencrypted PKCS#8 private key in PEM form",
                    "'openssl pkcs8 -topk8 -nocrypt' writes one");
        }
        byte[] base64 = Arrays.copyOfRange(pem, begin + BEGIN.length, end);
        try {
            return SecretBytes.moveFrom(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            // No cause: it quotes the text.
            throw new MalformedInputException("PEM text that is no base64");
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int i = from; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
