package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.secret.Passphrase;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#11 URI and the PIN that stood in it: {@link TokenUri#parseWithPinValue}.
 *
 * <p>Not thread-safe: one owner uses and closes it, which wipes the PIN.
 *
 * @since 0.1.0
 */
public final class TokenUriWithPin implements AutoCloseable {
    private final TokenUri uri;
    private final @Nullable Passphrase pin;

    TokenUriWithPin(TokenUri uri, @Nullable Passphrase pin) {
        this.uri = uri;
        this.pin = pin;
    }

    /** Returns the URI, which has no PIN any more. */
    public TokenUri uri() {
        return uri;
    }

    /** Returns the PIN of {@code pin-value}, which this closes. */
    public Optional<Passphrase> pin() {
        return Optional.ofNullable(pin);
    }

    /** Tells the URI, never the PIN. */
    @Override
    public String toString() {
        return uri.toString();
    }

    /** Wipes the PIN. */
    @Override
    public void close() {
        if (pin != null) {
            pin.close();
        }
    }
}
