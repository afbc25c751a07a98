package dev.keyhaul.core.byok.lint;

/**
 * One mistake.
 *
 * @param code which one
 * @param place where: a member's path, {@code file}, or {@code KEK}
 * @param reason what was seen there
 */
public record LintFinding(LintCode code, String place, String reason) {
    /** Tells whether the service refuses it. */
    public boolean isError() {
        return code.severity() == LintCode.Severity.ERROR;
    }
}
