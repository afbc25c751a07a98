package dev.keyhaul.core.der;

import static dev.keyhaul.core.file.ByteSearch.indexOf;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A block of a PEM file (RFC 7468), found on bytes: of the text between its lines no String is
 * made.
 *
 * @param label what its lines say it holds, such as {@code RSA PRIVATE KEY}
 * @param from where its text begins in the file
 * @param to where its text ends
 */
public record PemBlock(String label, int from, int to) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int MAX_LABEL_BYTES = 64;

    /** Whether there is the beginning of a block anywhere. */
    public static boolean isPem(byte[] file) {
        return indexOf(file, BEGIN, 0) >= 0;
    }

    /** Returns all blocks; text around them is passed over, as RFC 7468 §5.2 allows. */
    public static List<PemBlock> all(byte[] file) throws MalformedInputException {
        List<PemBlock> blocks = new ArrayList<>();
        for (int at = indexOf(file, BEGIN, 0); at >= 0; ) {
            int label = at + BEGIN.length();
            int labelEnd = indexOf(file, DASHES, label);
            int end = labelEnd < 0 ? -1 : indexOf(file, END, labelEnd + DASHES.length());
            if (end < 0 || labelEnd - label > MAX_LABEL_BYTES) {
                throw new MalformedInputException(
                        Reason.KEY_FILE_FORM, "the PEM text has no end line");
            }
            blocks.add(
                    new PemBlock(
                            new String(file, label, labelEnd - label, US_ASCII),
                            labelEnd + DASHES.length(),
                            end));
            at = indexOf(file, BEGIN, end);
        }
        return blocks;
    }

    /** Whether it holds a private key of any kind. */
    public boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    /** Decodes the text, strictly: base64 and white space alone. */
    public SecretBytes decode(byte[] file) throws MalformedInputException, RefusedException {
        byte[] base64 = new byte[to - from];
        int length = 0;
        try {
            for (int i = from; i < to; i++) {
                requireNoHeader(file[i]);
                if (file[i] > ' ') {
                    base64[length++] = file[i];
                }
            }
            byte[] exact = Arrays.copyOf(base64, length);
            try {
                return SecretBytes.moveFrom(Base64.getDecoder().decode(exact));
            } finally {
                Arrays.fill(exact, (byte) 0);
            }
        } catch (IllegalArgumentException e) {
            // No cause: it quotes the text.
            throw new MalformedInputException(Reason.KEY_FILE_FORM, "the PEM text is not base64");
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    /** {@code Proc-Type: 4,ENCRYPTED} of RFC 1421: MD5 of the password, once, is the key. */
    private static void requireNoHeader(byte character) throws RefusedException {
        if (character == ':') {
            throw new RefusedException(
                    Reason.PASSWORD_SCHEME,
                    "the PEM file is encrypted in OpenSSL's legacy format (Proc-Type), which hashes the password once with MD5",
                    "convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW");
        }
    }
}
