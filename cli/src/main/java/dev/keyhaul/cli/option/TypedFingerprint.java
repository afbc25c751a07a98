package dev.keyhaul.cli.option;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.terminal.UsageException;

/** A fingerprint as an operator typed it. */
public final class TypedFingerprint {
    private TypedFingerprint() {}

    /** Whether the text is to be a fingerprint, and not the name of a file. */
    public static boolean isOne(String text) {
        return Fingerprint.isMeant(text);
    }

    /** Reads it; what is malformed is a usage error. */
    public static Fingerprint parse(String text) {
        try {
            return Fingerprint.parse(text);
        } catch (MalformedInputException e) {
            throw new UsageException(
                    String.valueOf(e.getMessage()), e.hint().orElse("64 hex digits"));
        }
    }
}
