package dev.keyhaul.usageaudit;

import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.LogPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A result with what it was made of.
 *
 * @param result what was found
 * @param settings what counted as regular
 * @param vaultFiles the files of the vault's log, in the order of their numbers
 * @param rmsFiles the files of the usage log
 * @param badLineCount how many lines of both could not be read
 * @param badLines the located ones
 * @param madeAt when
 * @param generator by what
 * @since 0.1.0
 */
public record AuditReport(
        AuditResult result,
        AuditSettings settings,
        List<String> vaultFiles,
        List<String> rmsFiles,
        long badLineCount,
        List<BadLine> badLines,
        Instant madeAt,
        String generator) {
    /** Copies the lists. */
    public AuditReport {
        vaultFiles = List.copyOf(vaultFiles);
        rmsFiles = List.copyOf(rmsFiles);
        badLines = List.copyOf(badLines);
    }

    /** Returns where a row of the vault's log stands: its file and its number there. */
    public String place(long position) {
        return vaultFiles.get(LogPosition.file(position)) + ":" + LogPosition.row(position);
    }

    /** Returns the record that explains a finding; empty where none does. */
    public String explanation(AuditFinding finding) {
        return finding.record() < 0
                ? ""
                : settings.ceremonies().get((int) finding.record()).label();
    }

    /** Returns what the logs that were read do not allow this audit to say, a sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (badLineCount > 0) {
            warnings.add(
                    badLineCount + (badLineCount == 1 ? " line" : " lines") + " could not be read");
        }
        if (rmsFiles.isEmpty()) {
            warnings.add("no usage log was given: a surplus or a gap cannot be found");
        } else if (result.totals().requests() == 0) {
            warnings.add(
                    "the usage log was read and holds no request for the key: a surplus cannot be"
                            + " found");
        }
        return warnings;
    }

    /** Returns the outcome in one sentence. */
    public String verdict() {
        long certain = count(Strength.CERTAIN);
        long surplus = count(Strength.SURPLUS);
        long notable = count(Strength.NOTABLE);
        if (certain > 0) {
            return "certain findings: "
                    + certain
                    + "; surpluses: "
                    + surplus
                    + "; notable: "
                    + notable;
        }
        if (surplus > 0) {
            return "nothing certain; surpluses: " + surplus + "; notable: " + notable;
        }
        return notable > 0 ? "nothing certain, no surplus; notable: " + notable : "nothing found";
    }

    /** Returns how many findings have a strength. */
    public long count(Strength strength) {
        return result.findings().stream().filter(f -> f.strength() == strength).count();
    }
}
