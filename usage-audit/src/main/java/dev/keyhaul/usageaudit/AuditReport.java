package dev.keyhaul.usageaudit;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.usageaudit.log.LogPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A result with what it was made of.
 *
 * @param result what was found
 * @param settings what counted as regular
 * @param inputs the files, and how many lines of each counted
 * @param madeAt when
 * @param generator by what
 * @since 0.1.0
 */
public record AuditReport(
        AuditResult result,
        AuditSettings settings,
        AuditInputs inputs,
        Instant madeAt,
        String generator) {
    public AuditReport {
        Arguments.notNull("result", result, "settings", settings, "inputs", inputs);
        Arguments.notNull("madeAt", madeAt, "generator", generator);
    }

    /** Returns where a row of the vault's log stands: its file and its number there. */
    public String place(long position) {
        return inputs.vault().get(LogPosition.file(position)).file()
                + ":"
                + LogPosition.row(position);
    }

    /** Returns the record whose signer is trusted and which explains a finding, if one does. */
    public Optional<String> explanation(AuditFinding finding) {
        return record(finding).filter(KnownOperations::isProven).map(KnownOperations::label);
    }

    /**
     * Returns the record that would explain a finding if a trusted key had signed it: anybody can
     * write one, so the finding stands.
     */
    public Optional<String> claim(AuditFinding finding) {
        return record(finding).filter(known -> !known.isProven()).map(KnownOperations::label);
    }

    private Optional<KnownOperations> record(AuditFinding finding) {
        return finding.record() < 0
                ? Optional.empty()
                : Optional.of(settings.ceremonies().get((int) finding.record()));
    }

    /**
     * Returns whether the check failed: a finding is confirmed; or, if the audit is strict, a
     * finding is unexplained, or a line of the input did not count.
     */
    public boolean isFailed(boolean strict) {
        return result.has(Strength.CONFIRMED)
                || (strict && (result.has(Strength.UNEXPLAINED) || inputs.uncounted() > 0));
    }

    /** Returns what the logs that were read do not allow this audit to say, a sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        long uncounted = inputs.uncounted();
        if (uncounted > 0) {
            warnings.add(uncounted + (uncounted == 1 ? " line" : " lines") + " could not be read");
        }
        if (result.totals().audited() == 0) {
            warnings.add(
                    "the vault's log has no operation with the key, so it cannot show any misuse");
        }
        long claims =
                result.findings().stream().filter(finding -> claim(finding).isPresent()).count();
        if (claims > 0) {
            warnings.add(
                    "records that are not signed by a trusted key describe "
                            + (claims == 1 ? "a finding" : claims + " findings")
                            + ": they do not explain findings");
        }
        if (inputs.rms().isEmpty()) {
            warnings.add("no usage log was given: excess operations and gaps cannot be found");
        } else if (result.totals().requests() == 0) {
            warnings.add(
                    "the usage log was read and has no request for the key: excess operations"
                            + " cannot be found");
        }
        return warnings;
    }

    /** Returns the outcome in one sentence, without a capital and a full stop. */
    public String verdict() {
        return AuditVerdict.of(this);
    }

    /** Returns how many findings have a strength. */
    public long count(Strength strength) {
        Arguments.notNull("strength", strength);
        return result.findings().stream().filter(f -> f.strength() == strength).count();
    }
}
