package dev.keyhaul.usageaudit;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;

/**
 * One finding.
 *
 * @param number its number, from 1, the strongest first
 * @param kind what was found
 * @param strength how much it proves
 * @param fromMs its first moment, milliseconds since 1970, at the vault's clock
 * @param toMs its last
 * @param count the rows behind it; of a clock skew the milliseconds
 * @param against the requests that stand against them
 * @param identity who, where that is the point
 * @param operation which operation, where that is the point
 * @param vault the vault's or Managed HSM's name; empty where the rows are of several
 * @param keyName the key's name; empty where the rows are of several or of none
 * @param record the ceremony that explains it, from 0; -1 for none
 * @param evidence the first rows behind it
 * @since 0.1.0
 */
public record AuditFinding(
        long number,
        FindingKind kind,
        Strength strength,
        long fromMs,
        long toMs,
        long count,
        long against,
        String identity,
        String operation,
        String vault,
        String keyName,
        long record,
        List<Evidence> evidence) {
    /** Copies the evidence. */
    public AuditFinding {
        Arguments.notNull("kind", kind, "strength", strength, "identity", identity);
        Arguments.notNull("operation", operation, "vault", vault, "keyName", keyName);
        evidence = List.copyOf(evidence);
    }

    /** Returns it as one sentence, whose words from the log are as they stand there. */
    public String sentence() {
        return sentence(identity);
    }

    /**
     * Returns the sentence with another text for the identity, such as one with its name.
     *
     * @throws IllegalArgumentException if the text is null
     */
    public String sentence(String who) {
        Arguments.notNull("who", who);
        return switch (kind) {
            case FOREIGN_IDENTITY -> who + " used " + target() + " " + times();
            case UNNAMED_CALLER ->
                    "an unnamed caller used "
                            + target()
                            + " "
                            + times()
                            + ": the log does not show whether it was Rights Management";
            case MANAGEMENT -> who + " did " + operation + " on " + target() + " " + times();
            case MANAGEMENT_REFUSED ->
                    who + " tried " + operation + " on " + target() + " " + times() + ": refused";
            case UNKNOWN_OPERATION ->
                    "%s did %s on %s %s: an operation that this audit does not recognise"
                            .formatted(who, operation, target(), times());
            case EXCESS_OPERATIONS ->
                    "at least %d of %d %s on %s have no request by Rights Management (%d requests, with half a window added on each side)"
                            .formatted(count - against, count, operation, target(), against);
            case FAILURE_BURST -> who + " failed or was refused " + times() + " on " + target();
            case GAP_VAULT_LOG ->
                    "the vault's log has a gap in which Rights Management logs %d requests for %s"
                            .formatted(count, target());
            case GAP_RMS_LOG ->
                    "the usage log has a gap in which Rights Management uses %s %s: a part of the log is lost, or the key was misused"
                            .formatted(target(), times());
            case BEYOND_VAULT_LOG ->
                    "%d requests for %s %s the vault's log".formatted(count, target(), operation);
            case BEYOND_RMS_LOG ->
                    "%d uses of %s %s the usage log: nothing matches them"
                            .formatted(count, target(), operation);
            case CLOCK_SKEW ->
                    "the vault's clock is %d s %s that of the usage log; the comparison takes this into account"
                            .formatted(Math.abs(count) / 1000, count > 0 ? "ahead of" : "behind");
        };
    }

    private String target() {
        if (vault.isEmpty()) {
            return keyName.isEmpty() ? "the audited keys" : "key " + keyName;
        }
        return keyName.isEmpty() ? vault : "key " + keyName + " in " + vault;
    }

    private String times() {
        return count == 1 ? "once" : count + " times";
    }
}
