package dev.keyhaul.batch.rows;

import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** JSON Lines: a JSON object of strings on each line (RFC 8259, one value a line). */
final class JsonLinesManifest extends ManifestReader {
    private final Set<String> columns;
    private final byte[] buffer = new byte[MAX_ROW_BYTES];
    private int line;

    JsonLinesManifest(BatchManifest manifest, InputStream in, Set<String> columns) {
        super(manifest, in);
        this.columns = columns;
    }

    @Override
    Optional<Row> nextRow() throws KeyTransferException {
        if (peek() == END) {
            return Optional.empty();
        }
        line++;
        int length = readLine();
        return Optional.of(new Row(line, values(object(Arrays.copyOf(buffer, length)))));
    }

    private int readLine() throws KeyTransferException {
        int length = 0;
        for (int b = nextByte(); b != '\n' && b != END; b = nextByte()) {
            if (length == buffer.length) {
                throw wrong(
                        line, "it is longer than " + buffer.length + " bytes", "one object a line");
            }
            buffer[length++] = (byte) b;
        }
        return length;
    }

    private JsonObject object(byte[] utf8) throws MalformedInputException {
        if (utf8.length == 0 || (utf8.length == 1 && utf8[0] == '\r')) {
            throw wrong(line, "it is empty", "remove the empty line");
        }
        try {
            return JsonObject.parseLine(utf8, line);
        } catch (MalformedInputException e) {
            throw wrong(line, String.valueOf(e.getMessage()), e.hint().orElse(null));
        }
    }

    private Map<String, String> values(JsonObject object) throws MalformedInputException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : object.names()) {
            if (!columns.contains(name)) {
                throw wrong(
                        line,
                        "member " + name + " is unknown",
                        "use one of these names: " + String.join(", ", columns));
            }
            Object value = object.value(name).orElse("");
            if (!(value instanceof String text)) {
                throw wrong(line, "member " + name + " is not a string", null);
            }
            if (!text.isEmpty()) {
                values.put(name, text);
            }
        }
        return values;
    }
}
