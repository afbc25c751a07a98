package dev.keyhaul.localvault.state;

import dev.keyhaul.core.file.Sha256;
import java.util.Arrays;
import java.util.Optional;

/** The SHA-256 of a content, before it: it finds damage, not forgery. */
final class Checksum {
    private static final int LENGTH_BYTES = 32;

    private Checksum() {}

    static byte[] before(byte[] content) {
        byte[] checked = Arrays.copyOf(of(content), LENGTH_BYTES + content.length);
        System.arraycopy(content, 0, checked, LENGTH_BYTES, content.length);
        return checked;
    }

    static Optional<byte[]> checked(byte[] checked) {
        if (checked.length < LENGTH_BYTES) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(checked, LENGTH_BYTES, checked.length);
        if (Arrays.equals(checked, 0, LENGTH_BYTES, of(content), 0, LENGTH_BYTES)) {
            return Optional.of(content);
        }
        Arrays.fill(content, (byte) 0);
        return Optional.empty();
    }

    private static byte[] of(byte[] content) {
        return Sha256.begin().digest(content);
    }
}
