package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;

/**
 * What a token did with a throw-away key: whole ways, as a real key would go, where {@link
 * TokenProbe} looks at single calls.
 *
 * @param what what was tried
 * @param worked whether it came to its end, and what came of it was compared
 * @param outcome "works", or the error
 * @param millis how long it took
 * @since 0.1.0
 */
public record TokenTrial(String what, boolean worked, String outcome, long millis) {
    public TokenTrial {
        Arguments.notNull("what", what, "outcome", outcome);
    }

    /**
     * Generates a key, wraps it under a KEK of this process and opens it again, imports a key, and
     * makes a recovery pair, a wrapping key and an evidence key, which are noted while they are
     * there. What fails is an outcome, and nothing is left behind.
     */
    public static List<TokenTrial> run(Token token) {
        Arguments.notNull("token", token);
        return new RoundTrips(token).run();
    }
}
