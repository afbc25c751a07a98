package dev.keyhaul.batch.rows;

import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * CSV with a first line of names (RFC 4180 §2), in UTF-8, as strict as the RFC: values separated by
 * commas, lines that end in CRLF or LF, and quotes around a value that holds any of them, doubled
 * inside.
 *
 * <p>On bytes: no byte of a longer UTF-8 sequence looks like a comma, a quote or an end of line.
 */
final class CsvManifest extends ManifestReader {
    private static final String LIKE_THE_FIRST = "each line has as many values as the first";
    private static final String QUOTING =
            "put the whole value in quotes, and double the quotes inside it";

    private final Set<String> columns;
    private final List<String> header = new ArrayList<>();
    private final byte[] value = new byte[MAX_ROW_BYTES];
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private int valueLength;
    private int recordBytes;
    private int line = 1;
    private int column;

    /** The line that the last record began on. */
    private int firstLine;

    CsvManifest(BatchManifest manifest, InputStream in, Set<String> columns) {
        super(manifest, in);
        this.columns = columns;
    }

    @Override
    Optional<Row> nextRow() throws KeyTransferException {
        if (header.isEmpty()) {
            readHeader();
        }
        List<String> fields = nextRecord();
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        int line = firstLine;
        if (fields.size() != header.size()) {
            throw wrong(
                    line,
                    fields.size() == 1 && fields.get(0).isEmpty()
                            ? "it is empty"
                            : fields.size() + " values; there are " + header.size() + " columns",
                    LIKE_THE_FIRST);
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).isEmpty()) {
                values.put(header.get(i), fields.get(i));
            }
        }
        return Optional.of(new Row(line, values));
    }

    /** What some spreadsheets write in place of commas. */
    private static final Pattern OTHER_SEPARATOR = Pattern.compile("[;\\t]");

    private void readHeader() throws FileException, MalformedInputException {
        for (String name : nextRecord()) {
            if (!columns.contains(name)) {
                throw wrong(
                        firstLine,
                        "column '" + name + "' is unknown",
                        (OTHER_SEPARATOR.matcher(name).find()
                                        ? "write commas between the columns; "
                                        : "")
                                + "the first line names the columns; use these names: "
                                + String.join(", ", columns));
            }
            if (header.contains(name)) {
                throw wrong(firstLine, "column " + name + " is given twice", null);
            }
            header.add(name);
        }
        if (header.isEmpty()) {
            throw wrong(
                    1,
                    "it is empty",
                    "the first line names the columns, such as source,kek,output");
        }
    }

    /** Returns the next record's values; an empty list at the end. */
    private List<String> nextRecord() throws FileException, MalformedInputException {
        List<String> values = new ArrayList<>();
        firstLine = line;
        column = 0;
        recordBytes = 0;
        if (peek() == END) {
            return values;
        }
        boolean more = true;
        while (more) {
            valueLength = 0;
            more = peek() == '"' ? quoted() : plain();
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
                throw wrong(line, column, "a quote inside a value without quotes", QUOTING);
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
            if (b == END) {
                throw wrong(fromLine, fromColumn, "a quote that is never closed", QUOTING);
            }
            if (b == '"' && peek() != '"') {
                int end = take();
                if (!isEnd(end)) {
                    throw wrong(line, column, "text after a closing quote", QUOTING);
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
                throw wrong(line, column, "a carriage return that does not end a line", QUOTING);
            }
            nextLine();
            return true;
        }
        if (b == '\n') {
            nextLine();
        }
        return b == ',' || b == '\n' || b == END;
    }

    private void nextLine() {
        line++;
        column = 0;
    }

    /** Columns count characters: the bytes that only continue one do not count. */
    private int take() throws FileException, MalformedInputException {
        int b = nextByte();
        if ((b & 0xC0) != 0x80) {
            column++;
        }
        if (++recordBytes > MAX_ROW_BYTES) {
            throw wrong(
                    firstLine,
                    "it is longer than " + MAX_ROW_BYTES + " bytes",
                    "check whether a quote is not closed");
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
            throw wrong(firstLine, "it is not UTF-8", "save the file as UTF-8");
        }
    }
}
