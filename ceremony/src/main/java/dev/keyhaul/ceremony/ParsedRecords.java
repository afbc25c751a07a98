package dev.keyhaul.ceremony;

import dev.keyhaul.core.KeyTransferException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the newest records that were read say, by the SHA-256 of their bytes. A ceremony's guide
 * reads all records before and after each step: each is parsed once, and hashed each time. Any
 * thread may use it.
 */
final class ParsedRecords {
    private static final int MOST = 128;

    private static final Map<String, CeremonyRecord> NEWEST =
            new LinkedHashMap<>(MOST, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, CeremonyRecord> eldest) {
                    return size() > MOST;
                }
            };

    private ParsedRecords() {}

    /** Returns the record of these bytes, whose SHA-256 is given. */
    static CeremonyRecord of(byte[] file, String sha256) throws KeyTransferException {
        synchronized (NEWEST) {
            CeremonyRecord known = NEWEST.get(sha256);
            if (known != null) {
                return known;
            }
        }
        CeremonyRecord parsed = CeremonyRecord.parse(file);
        synchronized (NEWEST) {
            NEWEST.put(sha256, parsed);
        }
        return parsed;
    }
}
