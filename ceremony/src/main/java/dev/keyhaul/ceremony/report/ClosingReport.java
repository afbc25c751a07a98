package dev.keyhaul.ceremony.report;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.Closing;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A host's closing record as the person who closes reads it.
 *
 * @param closingRecord the SHA-256 of the closing record: note it on paper
 * @param host the name of this host
 * @param records how many records this host made in the folder, without the closing one
 * @param record the file of the closing record
 * @param signedBy the fingerprint of the evidence key that signed it
 * @param otherHosts what was there of other hosts
 * @param unusedRequests the requests for approval that this account made during the ceremony and no
 *     command used
 */
public record ClosingReport(
        String closingRecord,
        String host,
        int records,
        Path record,
        Fingerprint signedBy,
        List<OtherHost> otherHosts,
        List<UnusedRequest> unusedRequests) {
    /**
     * What was there of another host.
     *
     * @param host the name of the host
     * @param records how many records of it there are
     * @param last the SHA-256 of the last of them
     */
    public record OtherHost(String host, long records, String last) {}

    /**
     * A request for approval that no command used.
     *
     * @param command the command that asked
     * @param requestSha256 the SHA-256 of the request
     * @param expires when the request expires
     */
    public record UnusedRequest(String command, String requestSha256, Instant expires) {}

    /**
     * Returns the report.
     *
     * @param folder where the record is
     * @param stored a closing record, which is signed
     */
    public static ClosingReport of(Path folder, StoredRecord stored) {
        CeremonyRecord record = stored.record();
        Closing closing = record.closing().orElseThrow();
        return new ClosingReport(
                stored.sha256(),
                record.setting().host(),
                closing.records().size(),
                folder.resolve(stored.name()),
                Fingerprint.of(record.signer().orElseThrow()),
                closing.others().stream()
                        .map(other -> new OtherHost(other.host(), other.records(), other.last()))
                        .toList(),
                closing.unused().stream()
                        .map(
                                unused ->
                                        new UnusedRequest(
                                                unused.command(),
                                                unused.request(),
                                                unused.expires()))
                        .toList());
    }
}
