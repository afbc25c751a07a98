package dev.keyhaul.backup.opening;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.Passphrase;
import java.util.Optional;

/**
 * What a password must be like that protects a key in a file: whoever has the file can guess at it
 * for as long as they like. Only the length is judged; {@link GeneratedPassphrase} needs no
 * judgement.
 */
public final class PassphraseStrength {
    /** The fewest characters of a password that is not weak. */
    public static final int MIN_CHARACTERS = 12;

    private PassphraseStrength() {}

    /** Whether the password has fewer than {@value #MIN_CHARACTERS} characters. */
    public static boolean isWeak(Passphrase password) {
        return password.withRawSecretChars(
                chars -> Character.codePointCount(chars, 0, chars.length) < MIN_CHARACTERS);
    }

    /**
     * Refuses a weak password, unless it is allowed, and one that is not a line of text.
     *
     * @param what names the password in the error
     * @param allowed whether the operator wants a weak one all the same; an empty one never passes
     * @throws RefusedException if the password is empty, or weak and not allowed, or is not one
     *     line of text
     */
    public static void require(Passphrase password, String what, boolean allowed)
            throws RefusedException {
        if (password.isEmpty()) {
            throw new RefusedException(Reason.PASSPHRASE_UNFIT, what + " is empty");
        }
        password.requireFitForNew(what);
        if (isWeak(password) && !allowed) {
            throw new RefusedException(
                    Reason.PASSPHRASE_WEAK,
                    what + " has fewer than " + MIN_CHARACTERS + " characters",
                    "anyone who has the file could guess it");
        }
    }

    /**
     * Returns what the manifest says of a weak password that was allowed.
     *
     * @param what names the password
     */
    public static Optional<String> note(Passphrase password, String what) {
        return isWeak(password)
                ? Optional.of(
                        "weak " + what + " allowed: fewer than " + MIN_CHARACTERS + " characters")
                : Optional.empty();
    }
}
