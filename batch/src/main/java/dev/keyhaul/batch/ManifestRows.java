package dev.keyhaul.batch;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import java.util.Map;
import java.util.Optional;

/** The rows of one of the two forms of manifests. */
interface ManifestRows {
    /** Rows are bounded: a PKCS#11 URI and some paths are a few hundred bytes. */
    int MAX_ROW_BYTES = 64 * 1024;

    /** A row: the line that it begins on, and its values that are not empty. */
    record Row(int line, Map<String, String> values) {}

    /**
     * Returns the next row; empty at the end.
     *
     * @throws MalformedInputException with line and column
     */
    Optional<Row> next() throws KeyTransferException;
}
