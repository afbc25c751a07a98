package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.MalformedInputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of a CSV file (RFC 4180 §2): values separated by commas, lines that end in CRLF or
 * LF, and quotes around a value that holds any of them, doubled inside.
 *
 * <p>On bytes: no byte of a longer UTF-8 sequence looks like a comma, a quote or an end of line.
 */
final class CsvRecords {
    private static final String QUOTING = "put the whole value in quotes, and double those inside";

    private final ManifestBytes bytes;
    private final ManifestPlace place;
    private final byte[] value = new byte[ManifestRows.MAX_ROW_BYTES];
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private int valueLength;
    private int recordBytes;
    private int line = 1;
    private int column;
    private int firstLine;

    CsvRecords(ManifestBytes bytes, ManifestPlace place) {
        this.bytes = bytes;
        this.place = place;
    }

    /** Returns the line that the last record began on. */
    int line() {
        return firstLine;
    }

    /** Returns the next record's values; an empty list at the end. */
    List<String> next() throws FileException, MalformedInputException {
        List<String> values = new ArrayList<>();
        firstLine = line;
        column = 0;
        recordBytes = 0;
        if (bytes.peek() == ManifestBytes.END) {
            return values;
        }
        boolean more = true;
        while (more) {
            valueLength = 0;
            more = bytes.peek() == '"' ? quoted() : plain();
            values.add(decoded());
        }
        return values;
    }

    /** Reads a value without quotes and what ends it. Returns whether another one follows. */
    private boolean plain() throws FileException, MalformedInputException {
        for (int b = take(); ; b = take()) {
            if (isEnd(b)) {
                return b == ',';
            }
            if (b == '"') {
                throw place.wrong(line, column, "a quote inside a value without quotes", QUOTING);
            }
            append(b);
        }
    }

    private boolean quoted() throws FileException, MalformedInputException {
        take();
        int fromLine = line;
        int fromColumn = column;
        while (true) {
            int b = take();
            if (b == ManifestBytes.END) {
                throw place.wrong(fromLine, fromColumn, "a quote that is never closed", QUOTING);
            }
            if (b == '"' && bytes.peek() != '"') {
                int end = take();
                if (!isEnd(end)) {
                    throw place.wrong(line, column, "text after a closing quote", QUOTING);
                }
                return end == ',';
            }
            if (b == '"') {
                take();
            } else if (b == '\n') {
                nextLine();
            }
            append(b);
        }
    }

    private boolean isEnd(int b) throws FileException, MalformedInputException {
        if (b == '\r') {
            if (take() != '\n') {
                throw place.wrong(line, column, "a carriage return that ends no line", QUOTING);
            }
            nextLine();
            return true;
        }
        if (b == '\n') {
            nextLine();
        }
        return b == ',' || b == '\n' || b == ManifestBytes.END;
    }

    private void nextLine() {
        line++;
        column = 0;
    }

    /** Columns count characters: the bytes that only continue one do not count. */
    private int take() throws FileException, MalformedInputException {
        int b = bytes.next();
        if ((b & 0xC0) != 0x80) {
            column++;
        }
        if (++recordBytes > ManifestRows.MAX_ROW_BYTES) {
            throw place.wrong(
                    firstLine,
                    "it is longer than " + ManifestRows.MAX_ROW_BYTES + " bytes",
                    "is a quote never closed?");
        }
        return b;
    }

    private void append(int b) {
        value[valueLength++] = (byte) b;
    }

    private String decoded() throws MalformedInputException {
        try {
            return utf8.decode(ByteBuffer.wrap(value, 0, valueLength)).toString();
        } catch (CharacterCodingException e) {
            throw place.wrong(firstLine, "it is not UTF-8", "save the file as UTF-8");
        }
    }
}
