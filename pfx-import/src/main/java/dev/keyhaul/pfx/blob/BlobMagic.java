package dev.keyhaul.pfx.blob;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.nio.charset.StandardCharsets;

/** The four letters that tell what a blob holds (wincrypt.h, bcrypt.h). */
final class BlobMagic {
    static final long RSA1 = of("RSA1");
    static final long RSA2 = of("RSA2");
    static final long RSA3 = of("RSA3");

    static final int MAX_MODULUS_BITS = 16384;
    static final String EXPORT_HINT = "export the key pair, with its private half";

    private BlobMagic() {}

    static long of(String letters) {
        byte[] ascii = letters.getBytes(StandardCharsets.US_ASCII);
        return ascii[0] | (ascii[1] << 8) | (ascii[2] << 16) | ((long) ascii[3] << 24);
    }

    /** Returns the magic at an offset that is four bytes or more before the end. */
    static long at(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF)
                | (bytes[offset + 1] & 0xFF) << 8
                | (bytes[offset + 2] & 0xFF) << 16
                | (bytes[offset + 3] & 0xFFL) << 24;
    }

    static void require(long magic, long wanted, String where) throws MalformedInputException {
        if (magic != wanted) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    "%s: the magic number is 0x%08x; an RSA private key has 0x%08x"
                            .formatted(where, magic, wanted));
        }
    }
}
