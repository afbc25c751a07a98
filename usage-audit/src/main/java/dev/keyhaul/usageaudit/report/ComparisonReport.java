package dev.keyhaul.usageaudit.report;

import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditInputs;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditTotals;
import dev.keyhaul.usageaudit.log.InputLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A comparison of two logs.
 *
 * @param verdict the result in words
 * @param warnings what is doubtful about the input
 * @param inputs the files that were read, at most 1000: first those with lines that did not count
 * @param totals what was read and counted
 * @param findings what was found
 * @param identities who used the key
 * @param badLines lines that could not be read
 * @param whatNoLogCanShow the limits of what two logs can show
 */
public record ComparisonReport(
        String verdict,
        List<String> warnings,
        List<Input> inputs,
        Totals totals,
        List<Finding> findings,
        List<Caller> identities,
        BadLines badLines,
        List<String> whatNoLogCanShow) {
    private static final int MOST_INPUTS = 1000;

    /** Returns the report: everything. */
    public static ComparisonReport of(AuditReport report) {
        AuditResult result = report.result();
        return new ComparisonReport(
                report.verdict(),
                report.warnings(),
                Input.all(report.inputs()),
                Totals.of(report),
                result.findings().stream().map(finding -> Finding.of(report, finding)).toList(),
                result.callers().stream().map(Caller::of).toList(),
                new BadLines(
                        report.inputs().uncounted(),
                        report.inputs().badLines().stream()
                                .map(bad -> new BadLine(bad.file(), bad.line(), bad.reason()))
                                .toList()),
                AuditResult.LIMITS);
    }

    /**
     * A file that was read.
     *
     * @param log whose log it is: vault or rms
     * @param file the file
     * @param counted lines that are rows of the log
     * @param otherCategory rows of the vault's other logs
     * @param notCounted lines that are no row of any log
     */
    public record Input(
            String log, String file, long counted, long otherCategory, long notCounted) {
        /** A log may have as many files as hours: those of which not each line counted first. */
        private static List<Input> all(AuditInputs inputs) {
            List<Input> mixed = new ArrayList<>();
            List<Input> whole = new ArrayList<>();
            inputs.vault().forEach(file -> (isMixed(file) ? mixed : whole).add(of("vault", file)));
            inputs.rms().forEach(file -> (isMixed(file) ? mixed : whole).add(of("rms", file)));
            return Stream.of(mixed, whole).flatMap(List::stream).limit(MOST_INPUTS).toList();
        }

        private static boolean isMixed(InputLines file) {
            return file.uncounted() > 0;
        }

        private static Input of(String log, InputLines file) {
            return new Input(
                    log, file.file(), file.counted(), file.ofOtherCategory(), file.uncounted());
        }
    }

    /**
     * What was read and counted.
     *
     * @param vaultFiles files of the vault's log
     * @param vaultRows rows of the vault's log
     * @param vaultRepeatedRows rows of the vault's log that were delivered again
     * @param rmsFiles files of the usage log
     * @param rmsRows rows of the usage log
     * @param rmsRepeatedRows rows of the usage log that were delivered again
     * @param operations operations of the tenant key that the vault logged
     * @param requests requests that the usage log accounts for
     * @param clockSkewMs how far the vault's clock is ahead of that of the usage log
     * @param windowMs how far apart an operation and its request may be
     * @param gapMs from which length on silence is a gap
     * @param from the first moment (ISO 8601, UTC)
     * @param to the last moment (ISO 8601, UTC)
     */
    public record Totals(
            long vaultFiles,
            long vaultRows,
            long vaultRepeatedRows,
            long rmsFiles,
            long rmsRows,
            long rmsRepeatedRows,
            long operations,
            long requests,
            long clockSkewMs,
            long windowMs,
            long gapMs,
            Optional<Instant> from,
            Optional<Instant> to) {
        private static Totals of(AuditReport report) {
            AuditTotals totals = report.result().totals();
            boolean isAny = totals.fromMs() != AuditTotals.NONE;
            return new Totals(
                    report.inputs().vault().size(),
                    totals.vaultDelivered(),
                    totals.vaultDelivered() - totals.vaultKept(),
                    report.inputs().rms().size(),
                    totals.rmsDelivered(),
                    totals.rmsDelivered() - totals.rmsKept(),
                    totals.audited(),
                    totals.requests(),
                    totals.skewMs(),
                    report.settings().window().toMillis(),
                    report.settings().gap().toMillis(),
                    isAny ? Optional.of(time(totals.fromMs())) : Optional.empty(),
                    isAny ? Optional.of(time(totals.toMs())) : Optional.empty());
        }
    }

    /**
     * A finding.
     *
     * @param number the finding's number
     * @param kind what kind of finding it is
     * @param strength how strong the evidence is: confirmed, unexplained, note or explained
     * @param what the finding in a sentence
     * @param from the first moment (ISO 8601, UTC)
     * @param to the last moment (ISO 8601, UTC)
     * @param count how many there are
     * @param against what it was counted against
     * @param identity whose operations they are
     * @param operation the operation
     * @param vault the vault
     * @param key the key's name
     * @param explainedBy the record of a trusted signer that explains the finding
     * @param claimedBy a record that no trusted key signed and that would explain the finding: it
     *     does not
     * @param rows the first rows of evidence
     */
    public record Finding(
            long number,
            String kind,
            String strength,
            String what,
            Instant from,
            Instant to,
            long count,
            long against,
            Optional<String> identity,
            Optional<String> operation,
            Optional<String> vault,
            Optional<String> key,
            Optional<String> explainedBy,
            Optional<String> claimedBy,
            List<Row> rows) {
        private static Finding of(AuditReport report, AuditFinding finding) {
            return new Finding(
                    finding.number(),
                    finding.kind().word(),
                    finding.strength().word(),
                    finding.sentence(),
                    time(finding.fromMs()),
                    time(finding.toMs()),
                    finding.count(),
                    finding.against(),
                    ifAny(finding.identity()),
                    ifAny(finding.operation()),
                    ifAny(finding.vault()),
                    ifAny(finding.keyName()),
                    report.explanation(finding),
                    report.claim(finding),
                    finding.evidence().stream()
                            .map(
                                    row ->
                                            new Row(
                                                    time(row.atMs()),
                                                    row.operation(),
                                                    row.identity(),
                                                    row.callerIp(),
                                                    row.status(),
                                                    report.place(row.position())))
                            .toList());
        }
    }

    /**
     * A row of evidence.
     *
     * @param at when (ISO 8601, UTC)
     * @param operation the operation
     * @param identity whose operation it is
     * @param address the caller's address
     * @param status the HTTP status
     * @param row where the row is: file and line
     */
    public record Row(
            Instant at,
            String operation,
            String identity,
            String address,
            long status,
            String row) {}

    /**
     * Who used the key.
     *
     * @param identity the identity, such as an application's ID
     * @param appid the application's ID
     * @param oid the object's ID, if all rows have the same
     * @param upn the user's principal name, if all rows have the same
     * @param rightsManagement whether it is Azure Rights Management
     * @param uses uses of the private key
     * @param readings readings of the public key
     * @param management operations that manage the key
     * @param other other operations, such as those that this audit does not recognise
     * @param failed operations that failed
     * @param from the first moment (ISO 8601, UTC)
     * @param to the last moment (ISO 8601, UTC)
     */
    public record Caller(
            String identity,
            Optional<String> appid,
            Optional<String> oid,
            Optional<String> upn,
            boolean rightsManagement,
            long uses,
            long readings,
            long management,
            long other,
            long failed,
            Instant from,
            Instant to) {
        private static Caller of(dev.keyhaul.usageaudit.Caller caller) {
            return new Caller(
                    caller.identity(),
                    ifAny(caller.appId()),
                    ifAny(caller.objectId()),
                    ifAny(caller.upn()),
                    caller.isRightsManagement(),
                    caller.uses(),
                    caller.readings(),
                    caller.managements(),
                    caller.others(),
                    caller.failures(),
                    time(caller.fromMs()),
                    time(caller.toMs()));
        }
    }

    /**
     * Lines that could not be read.
     *
     * @param count how many there are
     * @param located the first of them
     */
    public record BadLines(long count, List<BadLine> located) {}

    /**
     * A line that could not be read.
     *
     * @param file the file
     * @param line the line's number
     * @param reason why
     */
    public record BadLine(String file, long line, String reason) {}

    private static Optional<String> ifAny(String text) {
        return Optional.of(text).filter(any -> !any.isEmpty());
    }

    private static Instant time(long ms) {
        return Instant.ofEpochMilli(ms);
    }
}
