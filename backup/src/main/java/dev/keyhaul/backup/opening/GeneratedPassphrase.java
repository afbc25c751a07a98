package dev.keyhaul.backup.opening;

import dev.keyhaul.core.secret.Passphrase;
import java.security.SecureRandom;

/**
 * Passphrases that nobody can guess: 7 groups of 4 characters out of 32 that cannot be mistaken for
 * each other, 140 bits.
 */
public final class GeneratedPassphrase {
    /** How many of its bits are random. */
    public static final int BITS = 140;

    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 7;
    private static final int GROUP_CHARS = 4;

    private GeneratedPassphrase() {}

    /** Makes a new one, which the caller closes. */
    public static Passphrase generate(SecureRandom random) {
        char[] chars = new char[GROUPS * (GROUP_CHARS + 1) - 1];
        for (int i = 0; i < chars.length; i++) {
            chars[i] =
                    i % (GROUP_CHARS + 1) == GROUP_CHARS
                            ? '-'
                            : ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        return Passphrase.moveFrom(chars);
    }
}
