package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.TokenInfo;
import java.util.Objects;

/**
 * Where the PIN of a token comes from. A token that is logged in does not look at a second PIN, so
 * two that are given for one token are compared here. Each is read again for that: none is kept.
 *
 * <p>Thread-safe if its secrets are.
 *
 * @param uri names the token, and perhaps the file of its PIN
 * @param secrets give the PIN, unless it is in that file
 * @since 0.1.0
 */
public record TokenPin(TokenUri uri, SourceSecrets secrets) {
    /** Checks that both are given. */
    public TokenPin {
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(secrets, "secrets");
    }

    /** A PIN that the secrets have counts more than the URI's. */
    boolean isInFile() {
        return !secrets.isPinGiven() && uri.pinFile().isPresent();
    }

    /** {@return whether only a person has it} */
    public boolean isTyped() {
        return !secrets.isPinGiven() && uri.pinFile().isEmpty();
    }

    /**
     * {@return whether it is for a token that is open}
     *
     * @param open the token
     */
    public boolean isFor(TokenLease open) {
        Arguments.notNull("open", open);
        return uri.token().matches(open.token().info());
    }

    Passphrase read(TokenInfo token) throws KeyTransferException {
        return isInFile()
                ? Passphrase.read(uri.pinFile().orElseThrow())
                : secrets.pin(token.label());
    }

    /** Whether it can be read at any time, without a person. */
    private boolean isAtHand() {
        return isInFile() || secrets.isPinReadable();
    }

    /** A thousand keys of one token need not have it read a thousand times. */
    private boolean isOfTheSamePlace(TokenPin other) {
        return isInFile() == other.isInFile()
                && (isInFile()
                        ? uri.pinFile().equals(other.uri.pinFile())
                        : secrets.equals(other.secrets));
    }

    /**
     * Refuses another PIN for the same token. One that somebody types, or that can be read only
     * once, is not compared: that it is needed shows at the login.
     */
    void requireSame(TokenPin other, TokenInfo token) throws KeyTransferException {
        if (!isAtHand() || !other.isAtHand() || isOfTheSamePlace(other)) {
            return;
        }
        try (Passphrase one = read(token);
                Passphrase two = other.read(token)) {
            if (!one.sameAs(two)) {
                throw new WrongSecretException(
                        Reason.PINS_DIFFER,
                        "two different PINs are given for token '" + token.label() + "'",
                        "a token has one PIN for its user: give it once, or the same PIN twice");
            }
        }
    }
}
