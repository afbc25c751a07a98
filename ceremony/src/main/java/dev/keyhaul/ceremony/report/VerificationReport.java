package dev.keyhaul.ceremony.report;

import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether the records in a folder hold, with --verify-only.
 *
 * @param records how many records there are
 * @param signed how many records are signed
 * @param authenticity what the check shows, in one sentence: the same as on the page of ceremony
 *     report
 * @param checked what was checked, and holds
 * @param notChecked what could not be checked
 * @param filesCompared how many files were compared with the records
 * @param heads the SHA-256 of the newest records
 * @param openPoints what a person must still do, check or accept: the same as on the page of
 *     ceremony report
 * @param failed the checks that do not hold
 */
public record VerificationReport(
        int records,
        long signed,
        String authenticity,
        List<String> checked,
        List<String> notChecked,
        long filesCompared,
        List<String> heads,
        List<String> openPoints,
        List<String> failed) {
    private static final String CONSISTENT = "consistent at most, not authenticated";

    /**
     * Returns the report of a folder of records.
     *
     * @param openPoints what they leave open
     */
    public static VerificationReport of(RecordVerification found, List<String> openPoints) {
        RecordsVerdict verdict = RecordsVerdict.of(found);
        return new VerificationReport(
                found.records().size(),
                found.signed(),
                verdict.sentence(),
                verdict.checked(),
                verdict.notChecked(),
                found.filesChecked(),
                found.chain().heads(),
                openPoints,
                found.failed());
    }

    /**
     * Whether a report of token probe holds, with --verify-only.
     *
     * @param report the file of the report
     * @param kind what made it
     * @param sha256 the SHA-256 of the file
     * @param signed whether a signature is beside it
     * @param authenticity what is known of who made it
     * @param row what it says, as a row of docs/HSM-NOTES.md
     */
    public record OfFile(
            Path report,
            String kind,
            String sha256,
            boolean signed,
            String authenticity,
            String row) {
        /**
         * Returns the report of a report in one file, whose signature was checked.
         *
         * @param trusts whether keys were named that must have signed
         * @throws MalformedInputException if it has no row
         */
        public static OfFile of(Path file, String kind, SignedReport report, boolean trusts)
                throws MalformedInputException {
            return new OfFile(
                    file,
                    kind,
                    report.sha256(),
                    report.signer().isPresent(),
                    trusts ? "authentic: signed by a key that you named" : CONSISTENT,
                    JsonObject.parse(report.file()).string("row"));
        }
    }
}
