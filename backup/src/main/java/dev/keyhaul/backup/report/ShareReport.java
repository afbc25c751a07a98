package dev.keyhaul.backup.report;

import dev.keyhaul.backup.shares.Share;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;

/** A share of a master copy as reports show it: which one it is, and nothing of its value. */
public final class ShareReport {
    private ShareReport() {}

    /**
     * Returns the report of a file, which stays the caller's to wipe.
     *
     * @throws KeyTransferException if it is no share, or damaged
     */
    public static JsonObject of(byte[] file) throws KeyTransferException {
        try (Share share = Share.parse(file)) {
            return JsonObject.builder()
                    .put("share", share.index())
                    .put("set", share.set())
                    .put("sha256", share.sha256())
                    .build();
        }
    }
}
