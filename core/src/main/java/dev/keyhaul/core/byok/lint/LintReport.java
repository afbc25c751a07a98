package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;

/**
 * What was found, and what could not be looked at.
 *
 * @param findings the mistakes, in the file's order
 * @param unchecked each check that was left out, and what it needs
 * @since 0.1.0
 */
public record LintReport(List<Finding> findings, List<String> unchecked) {
    /** Copies the lists. */
    public LintReport {
        findings = List.copyOf(findings);
        unchecked = List.copyOf(unchecked);
    }

    /** Whether the service refuses the blob. */
    public boolean hasErrors() {
        return findings.stream().anyMatch(Finding::isError);
    }

    /**
     * One mistake.
     *
     * @param code which one
     * @param place where: a member's path, {@code file}, or {@code KEK}
     * @param reason what was seen there
     */
    public record Finding(LintCode code, String place, String reason) {
        public Finding {
            Arguments.notNull("code", code, "place", place, "reason", reason);
        }

        /** Whether the service refuses it. */
        public boolean isError() {
            return code.severity() == LintCode.Severity.ERROR;
        }
    }
}
