package dev.keyhaul.core.byok.lint;

import java.util.List;

/**
 * What was found, and what could not be looked at.
 *
 * @param findings the mistakes, in the file's order
 * @param unchecked each check that was left out, and what it needs
 */
public record LintReport(List<LintFinding> findings, List<String> unchecked) {
    /** Copies the lists. */
    public LintReport {
        findings = List.copyOf(findings);
        unchecked = List.copyOf(unchecked);
    }

    /** Tells whether the service refuses the blob. */
    public boolean hasErrors() {
        return findings.stream().anyMatch(LintFinding::isError);
    }
}
