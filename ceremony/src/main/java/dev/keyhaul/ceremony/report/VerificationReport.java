package dev.keyhaul.ceremony.report;

import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/** Whether records, or a signed report, hold: as JSON. */
public final class VerificationReport {
    private static final String CONSISTENT = "consistent at most, not authenticated";

    private VerificationReport() {}

    /**
     * Returns the report of a folder of records.
     *
     * @param openPoints what they leave open
     */
    public static JsonObject of(RecordVerification found, List<String> openPoints) {
        RecordsVerdict verdict = RecordsVerdict.of(found);
        return JsonObject.builder()
                .put("records", found.records().size())
                .put("signed", found.signed())
                .put("authenticity", verdict.sentence())
                .put("checked", verdict.checked())
                .put("not_checked", verdict.notChecked())
                .put("files_compared", found.filesChecked())
                .put("heads", found.chain().heads())
                .put("open_points", openPoints)
                .put("failed", found.failed())
                .build();
    }

    /**
     * Returns the report of a report in one file, whose signature was checked.
     *
     * @param trusts whether keys were named that must have signed
     * @throws MalformedInputException if it has no row
     */
    public static JsonObject of(Path file, String kind, SignedReport report, boolean trusts)
            throws MalformedInputException {
        return JsonObject.builder()
                .put("report", file.toString())
                .put("kind", kind)
                .put("sha256", report.sha256())
                .put("signed", report.signer().isPresent())
                .put(
                        "authenticity",
                        trusts ? "authentic: signed by a key that you named" : CONSISTENT)
                .put("row", JsonObject.parse(report.file()).string("row"))
                .build();
    }
}
