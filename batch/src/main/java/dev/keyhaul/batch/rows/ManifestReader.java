package dev.keyhaul.batch.rows;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest item by item, as a stream in bounded memory, and hashes what it reads. Not
 * thread-safe.
 */
public abstract class ManifestReader implements AutoCloseable {
    /** So many items are 80 MB of hashes when duplicates are looked for. */
    static final int MAX_ITEMS = 10_000_000;

    /** An item takes one line, and the first may name the columns. */
    public static final int MAX_LINES = MAX_ITEMS + 1;

    /** Rows are bounded: a PKCS#11 URI and some paths are a few hundred bytes. */
    static final int MAX_ROW_BYTES = 64 * 1024;

    static final int END = -1;

    private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_LOOKED_AT_BYTES = 256 * 1024;

    private final BatchManifest manifest;
    private final InputStream in;
    private final MessageDigest digest = Sha256.begin();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long index;

    ManifestReader(BatchManifest manifest, InputStream in) {
        this.manifest = manifest;
        this.in = in;
    }

    /**
     * Starts to read a manifest from the beginning; the caller closes the result. It is read more
     * than once, so that a pipe will not do.
     *
     * @param columns those that it may have
     * @throws FileException if it cannot be read
     */
    public static ManifestReader open(BatchManifest manifest, Set<String> columns)
            throws KeyTransferException {
        Path file = manifest.file();
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileException(
                    Reason.FILE_NOT_REGULAR,
                    "cannot read " + file + ": a manifest must be a regular file",
                    "the batch reads it twice: save it to a file");
        }
        requireNothingElse(file);
        try {
            InputStream in = new BufferedInputStream(InputFile.stream(file));
            try {
                return open(manifest, columns, in);
            } catch (KeyTransferException | IOException e) {
                in.close();
                throw e;
            }
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /** Excel writes UTF-8's mark, EF BB BF; a file in UTF-16 is not read. */
    private static ManifestReader open(BatchManifest manifest, Set<String> columns, InputStream in)
            throws KeyTransferException, IOException {
        in.mark(UTF8_MARK.length + 1);
        byte[] first = in.readNBytes(UTF8_MARK.length + 1);
        in.reset();
        int mark = Arrays.mismatch(UTF8_MARK, first) == UTF8_MARK.length ? UTF8_MARK.length : 0;
        int character = mark < first.length ? first[mark] & 0xFF : END;
        ManifestReader reader =
                isJson(manifest.file(), character)
                        ? new JsonLinesManifest(manifest, in, columns)
                        : new CsvManifest(manifest, in, columns);
        if (mark == 0 && (character == 0xEF || character == 0xFE || character == 0xFF)) {
            throw reader.wrong(
                    1, 1, "a byte order mark of another encoding", "save the file as UTF-8");
        }
        for (int i = 0; i < mark; i++) {
            reader.nextByte();
        }
        return reader;
    }

    /** A large file is a manifest, if it is anything that is known here. */
    private static void requireNothingElse(Path file) throws KeyTransferException {
        if (file.toFile().length() <= MAX_LOOKED_AT_BYTES) {
            FileKind.require(
                    file, InputFile.read(file, MAX_LOOKED_AT_BYTES), FileKind.BATCH_MANIFEST);
        }
    }

    private static boolean isJson(Path file, int first) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return false;
        }
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") || first == '{';
    }

    /** A row: the line that it begins on, and its values that are not empty. */
    record Row(int line, Map<String, String> values) {}

    /**
     * Returns the next row; empty at the end.
     *
     * @throws MalformedInputException with line and column
     */
    abstract Optional<Row> nextRow() throws KeyTransferException;

    /**
     * Returns the next item; empty at the end.
     *
     * @throws MalformedInputException with line and column when the manifest is malformed there
     * @throws FileException when it cannot be read
     */
    public final Optional<BatchItem> next() throws KeyTransferException {
        Optional<Row> row = nextRow();
        if (row.isEmpty()) {
            return Optional.empty();
        }
        int line = row.get().line();
        Map<String, String> values = row.get().values();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (holdsControlCharacter(entry.getValue())) {
                throw wrong(line, entry.getKey() + " contains a control character", null);
            }
        }
        if (index == MAX_ITEMS) {
            throw wrong(
                    line, "more than " + MAX_ITEMS + " items", "split the manifest into several");
        }
        return Optional.of(new BatchItem(index++, line, manifest.folder(), values));
    }

    private static boolean holdsControlCharacter(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the next byte, 0 to 255, or {@link #END}. */
    final int nextByte() throws FileException {
        int b = peek();
        position++;
        return b;
    }

    /** Returns the byte that comes next, and leaves it there. */
    final int peek() throws FileException {
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
            throw FileException.reading(manifest.file(), e);
        }
    }

    /** Returns the SHA-256, in hex, of the whole file; call it once, after the last item. */
    public final String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    final MalformedInputException wrong(int line, String what, @Nullable String hint) {
        return wrong(manifest, line, what, hint);
    }

    /** Says what is wrong on a line, as every message does. */
    public static MalformedInputException wrong(
            BatchManifest manifest, int line, String what, @Nullable String hint) {
        return new MalformedInputException(
                Reason.BATCH_MANIFEST_FORM, manifest.file() + ", line " + line + ": " + what, hint);
    }

    final MalformedInputException wrong(int line, int column, String what, @Nullable String hint) {
        return new MalformedInputException(
                Reason.BATCH_MANIFEST_FORM,
                manifest.file() + ", line " + line + ", column " + column + ": " + what,
                hint);
    }

    @Override
    public final void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new KeyTransferException.Unchecked(FileException.reading(manifest.file(), e));
        }
    }
}
