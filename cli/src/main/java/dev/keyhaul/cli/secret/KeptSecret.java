package dev.keyhaul.cli.secret;

import dev.keyhaul.core.secret.Passphrase;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A secret that is read or asked for once and needed again; wiped when this is closed. */
public final class KeptSecret implements AutoCloseable {
    private @Nullable Passphrase kept;

    Optional<Passphrase> copy() {
        return Optional.ofNullable(kept).map(Passphrase::copy);
    }

    void keep(Passphrase secret) {
        close();
        kept = secret.copy();
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }
}
