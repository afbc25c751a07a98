package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** CSV with a first line of names (RFC 4180), in UTF-8; as strict as the RFC. */
final class CsvRows implements ManifestRows {
    private static final String LIKE_THE_FIRST = "each line has as many values as the first";

    private final CsvRecords records;
    private final ManifestPlace place;
    private final Set<String> columns;
    private final List<String> header = new ArrayList<>();

    CsvRows(ManifestBytes bytes, ManifestPlace place, Set<String> columns) {
        this.records = new CsvRecords(bytes, place);
        this.place = place;
        this.columns = columns;
    }

    @Override
    public Optional<Row> next() throws KeyTransferException {
        if (header.isEmpty()) {
            readHeader();
        }
        List<String> fields = records.next();
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        int line = records.line();
        if (fields.size() != header.size()) {
            throw place.wrong(
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

    private void readHeader() throws FileException, MalformedInputException {
        for (String name : records.next()) {
            if (!columns.contains(name)) {
                throw place.wrong(
                        records.line(),
                        "column '" + name + "' is unknown",
                        "the first line names the columns; known are "
                                + String.join(", ", columns));
            }
            if (header.contains(name)) {
                throw place.wrong(records.line(), "column " + name + " is there twice", null);
            }
            header.add(name);
        }
        if (header.isEmpty()) {
            throw place.wrong(
                    1,
                    "it is empty",
                    "the first line names the columns, such as source,kek,output");
        }
    }
}
