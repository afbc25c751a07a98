package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.terminal.UsageException;

/** A fingerprint as an operator typed it. */
public final class TypedFingerprint {
    private TypedFingerprint() {}

    /**
     * Whether the text looks like a fingerprint: it begins with {@code sha256:}, or is 64 hex
     * digits.
     */
    public static boolean isOne(String text) {
        return text.startsWith("sha256:") || text.strip().matches("[0-9a-fA-F]{64}");
    }

    /** Reads it; what is malformed is a usage error. */
    public static Fingerprint parse(String text) {
        try {
            return Fingerprint.parse(text);
        } catch (MalformedInputException e) {
            throw new UsageException(
                    String.valueOf(e.getMessage()), NextStep.of(e).orElse("64 hex digits"));
        }
    }
}
