package dev.keyhaul.usageaudit;

import java.util.ArrayList;
import java.util.List;

/** The outcome of an audit in one sentence: what happened, then how many findings show it. */
final class AuditVerdict {
    private AuditVerdict() {}

    static String of(AuditReport report) {
        List<String> parts = new ArrayList<>();
        long confirmed = report.count(Strength.CONFIRMED);
        long unexplained = report.count(Strength.UNEXPLAINED);
        long notes = report.count(Strength.NOTE);
        long explained = report.count(Strength.EXPLAINED);
        if (confirmed > 0) {
            parts.add(claims(report, Strength.CONFIRMED) + " (" + confirmed + " confirmed)");
        } else if (unexplained > 0) {
            parts.add("nothing is confirmed");
        } else if (notes > 0) {
            parts.add("nothing is confirmed or unexplained");
        } else {
            parts.add("nothing was found");
        }
        if (unexplained > 0) {
            parts.add(claims(report, Strength.UNEXPLAINED) + " (" + unexplained + " unexplained)");
        }
        if (notes > 0) {
            parts.add(notes == 1 ? "there is 1 note" : "there are " + notes + " notes");
        }
        if (explained > 0) {
            parts.add(
                    "ceremony records explain "
                            + (explained == 1 ? "1 finding" : explained + " findings"));
        }
        return String.join("; ", parts);
    }

    private static String claims(AuditReport report, Strength strength) {
        List<String> claims =
                report.result().findings().stream()
                        .filter(finding -> finding.strength() == strength)
                        .map(finding -> claim(finding.kind()))
                        .distinct()
                        .toList();
        int last = claims.size() - 1;
        return last == 0
                ? claims.get(0)
                : String.join(", ", claims.subList(0, last)) + ", and " + claims.get(last);
    }

    private static String claim(FindingKind kind) {
        return switch (kind) {
            case FOREIGN_IDENTITY -> "an identity other than Rights Management used the key";
            case UNNAMED_CALLER -> "the log does not name who used the key";
            case MANAGEMENT -> "the key or its vault was managed";
            case MANAGEMENT_REFUSED -> "management of the key was refused";
            case UNKNOWN_OPERATION -> "the vault's log has unknown operations";
            case EXCESS_OPERATIONS -> "there are more operations than requests";
            case FAILURE_BURST -> "an identity failed or was refused many times";
            case GAP_VAULT_LOG -> "the vault's log has a gap";
            case GAP_RMS_LOG -> "the usage log has a gap while the key was used";
            case BEYOND_VAULT_LOG -> "the vault's log does not cover all requests";
            case BEYOND_RMS_LOG -> "the usage log does not cover all uses";
            case CLOCK_SKEW -> "the two clocks differ";
        };
    }
}
