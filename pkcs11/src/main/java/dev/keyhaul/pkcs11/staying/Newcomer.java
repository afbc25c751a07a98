package dev.keyhaul.pkcs11.staying;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.session.Session;
import java.util.Optional;

/**
 * A key that was just made or brought in and is to stay: what it must be, and how it proves itself.
 *
 * @param note says that it is unproven, until it is let in
 * @param origin how it came to be
 * @param kind the class of the private or secret key
 * @param name what it is found by
 * @param template what was asked for
 * @param publicTemplate what was asked for of its public object; a secret key has none
 * @param proof shows that the token has the key
 */
public record Newcomer(
        Unproven note,
        Origin origin,
        KeyObjectKind kind,
        KeySelector name,
        Template template,
        Optional<Template> publicTemplate,
        Proof proof) {

    /** How a key came to be in its token. */
    public enum Origin {
        /** The token generated it. */
        MADE_HERE,
        /** The token unwrapped it. */
        BROUGHT_IN
    }

    /** Shows that a token has a key. */
    @FunctionalInterface
    public interface Proof {
        /**
         * Returns the key with the public half that was shown to be its own.
         *
         * @param publicKey its public object, as the token tells it; empty for a secret key
         */
        FoundKey prove(Session session, FoundKey key, Optional<FoundKey> publicKey)
                throws KeyTransferException;
    }
}
