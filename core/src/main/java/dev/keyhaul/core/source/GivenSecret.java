package dev.keyhaul.core.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import org.jspecify.annotations.Nullable;

/** At most one password and one PIN, for whatever asks for it. */
final class GivenSecret implements SourceSecrets {
    private final @Nullable PasswordSource password;
    private final @Nullable PasswordSource pin;

    GivenSecret(@Nullable PasswordSource password, @Nullable PasswordSource pin) {
        this.password = password;
        this.pin = pin;
    }

    @Override
    public Passphrase password(String of) throws KeyTransferException {
        return read(password, "password", of);
    }

    @Override
    public Passphrase pin(String tokenLabel) throws KeyTransferException {
        return read(pin, "PIN", "token '" + tokenLabel + "'");
    }

    @Override
    public boolean isPinReadable() {
        return pin != null;
    }

    private static Passphrase read(@Nullable PasswordSource secret, String kind, String of)
            throws KeyTransferException {
        if (secret == null) {
            throw new RefusedException(
                    Reason.SECRET_MISSING,
                    "no " + kind + " was given for " + of,
                    "add it to the secrets that the application supplies");
        }
        return secret.read();
    }
}
