package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a token did with a throw-away key: whole ways, as a real key would go, where {@link
 * TokenProbe} looks at single calls.
 *
 * @param way what was tried
 * @param outcome "works", or the error
 * @param failure the error; empty if it came to its end, and what came of it was compared
 * @param millis how long it took
 * @since 0.1.0
 */
public record TokenTrial(
        Way way, String outcome, Optional<KeyTransferException> failure, long millis) {
    public TokenTrial {
        Arguments.notNull("way", way, "outcome", outcome, "failure", failure);
    }

    /** What can be tried: each is what a command does with a key that stays. */
    public enum Way {
        /** A key goes out of the token. */
        MOVE("generate RSA-2048 in the token, wrap it under a KEK, open it in Java"),
        /** A key comes into the token. */
        IMPORT("import RSA-2048 by unwrapping, sign with it"),
        /** The token has a recovery pair. */
        RECOVERY("generate a recovery pair, open a key with it"),
        /** The token has a wrapping key. */
        WRAPPING("generate a wrapping key"),
        /** The token has an evidence key. */
        EVIDENCE("generate an evidence key");

        private final String what;

        Way(String what) {
            this.what = what;
        }

        /** Returns what is done, for people. */
        public String what() {
            return what;
        }
    }

    /** Whether it came to its end, and what came of it was compared. */
    public boolean worked() {
        return failure.isEmpty();
    }

    /**
     * Generates a key, wraps it under a KEK of this process and opens it again, imports a key, and
     * makes a recovery pair, a wrapping key and an evidence key, which are noted while they are
     * there. What fails is an outcome, and nothing is left behind.
     */
    public static List<TokenTrial> run(Token token) {
        return run(token, Set.of(Way.values()));
    }

    /** Tries some of them, in their order. */
    public static List<TokenTrial> run(Token token, Set<Way> ways) {
        Arguments.notNull("token", token, "ways", ways);
        return new RoundTrips(token).run(ways);
    }
}
