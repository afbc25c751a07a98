package dev.keyhaul.ceremony.report;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.Closing;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;

/** A host's closing record as the person who closes reads it. */
public final class ClosingReport {
    private ClosingReport() {}

    /**
     * Returns the report.
     *
     * @param folder where the record is
     * @param stored a closing record
     */
    public static JsonObject of(Path folder, StoredRecord stored) {
        CeremonyRecord record = stored.record();
        Closing closing = record.closing().orElseThrow();
        return JsonObject.builder()
                .put("closing_record", stored.sha256())
                .put("host", record.setting().host())
                .put("records", closing.records().size())
                .put("record", folder.resolve(stored.name()).toString())
                .put("signed_by", record.signer().map(key -> Fingerprint.of(key).toString()))
                .put("other_hosts", closing.others().stream().map(ClosingReport::other).toList())
                .put(
                        "unused_requests",
                        closing.unused().stream().map(ClosingReport::unused).toList())
                .build();
    }

    private static JsonObject other(Closing.OtherHost other) {
        return JsonObject.builder()
                .put("host", other.host())
                .put("records", other.records())
                .put("last", other.last())
                .build();
    }

    private static JsonObject unused(Closing.Unused request) {
        return JsonObject.builder()
                .put("command", request.command())
                .put("request_sha256", request.request())
                .put("expires", request.expires().toString())
                .build();
    }
}
