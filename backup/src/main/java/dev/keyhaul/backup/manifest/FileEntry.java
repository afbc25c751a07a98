package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.file.Sha256;
import java.util.regex.Pattern;

/**
 * One file beside the manifest.
 *
 * @param name a bare name such as {@code recipient-1.bin}; a manifest is not trusted with paths
 * @param lengthBytes its exact length
 * @param sha256 SHA-256 of its content, 64 lower-case hex digits
 */
public record FileEntry(String name, long lengthBytes, String sha256) {
    /** The longest file of a copy: a wrapped RSA-4096 key is of some 3 KB. */
    public static final int MAX_LENGTH_BYTES = 64 * 1024;

    /**
     * No dot but one, no separator, and a number, so that no name is a path, hidden, or a device of
     * Windows (con, nul).
     */
    private static final Pattern NAME = Pattern.compile("[a-z]{1,32}-[0-9]{1,4}\\.[a-z]{1,8}");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Refuses names that are not bare and lengths that cannot be. */
    public FileEntry {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "file name '" + name + "' is not of the form recipient-1.bin");
        }
        if (lengthBytes < 1 || lengthBytes > MAX_LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "length of "
                            + name
                            + " is "
                            + lengthBytes
                            + "; 1 to "
                            + MAX_LENGTH_BYTES
                            + " is allowed");
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "SHA-256 of " + name + " is not of 64 lower-case hex digits");
        }
    }

    /** Describes a file of this content. */
    public static FileEntry of(String name, byte[] content) {
        return new FileEntry(name, content.length, Sha256.hex(content));
    }

    /**
     * Compares content with what is recorded.
     *
     * @throws CheckFailedException when it differs
     */
    public void requireMatches(byte[] content) throws CheckFailedException {
        if (content.length != lengthBytes || !Sha256.hex(content).equals(sha256)) {
            throw Damage.because(
                    "SHA-256 of "
                            + name
                            + " is not the recorded one: the file was changed or damaged");
        }
    }
}
