package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A manifest's bytes, one after the other, and the hash of those that were read. */
final class ManifestBytes implements AutoCloseable {
    static final int END = -1;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final InputStream in;
    private final MessageDigest digest;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    private ManifestBytes(Path file, InputStream in) {
        this.file = file;
        this.in = in;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** It is read more than once, so that a pipe will not do. */
    static ManifestBytes open(Path file) throws FileException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileException(
                    "cannot read " + file + ": a manifest is a regular file",
                    "it is read twice, once to check it: put it into a file");
        }
        try {
            return of(file, Files.newInputStream(file));
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /** Reads what another has opened. */
    static ManifestBytes of(Path file, InputStream in) {
        return new ManifestBytes(file, in);
    }

    /** Returns the next byte, 0 to 255, or {@link #END}. */
    int next() throws FileException {
        int b = peek();
        position++;
        return b;
    }

    /** Returns the byte that comes next, and leaves it there. */
    int peek() throws FileException {
        if (position >= limit) {
            fill();
        }
        return limit == 0 ? END : buffer[position] & 0xFF;
    }

    private void fill() throws FileException {
        try {
            limit = Math.max(0, in.read(buffer));
            position = 0;
            digest.update(buffer, 0, limit);
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /** Returns the SHA-256 of everything, in hex; call it once, at the end. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws FileException {
        try {
            in.close();
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }
}
