package dev.keyhaul.cli.console;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The PINs that people typed while one process runs several commands: each is asked for once. They
 * are wiped when this is closed, and when a command fails: a wrong one is never sent twice.
 *
 * <p>Not thread-safe: a person types for one command at a time.
 */
public final class TypedPins implements AutoCloseable {
    private final Map<String, Passphrase> pins = new HashMap<>();
    private Consumer<String> asking = token -> {};

    /** Has somebody told of a token whose PIN is asked for next. */
    public void beforeAsking(Consumer<String> told) {
        asking = told;
    }

    /** Returns the secrets, whose PIN is kept if nothing but a person has it. */
    SourceSecrets over(SourceSecrets secrets) {
        return secrets.isPinGiven() ? secrets : new Kept(secrets);
    }

    /** Wipes them. */
    @Override
    public void close() {
        pins.values().forEach(Passphrase::close);
        pins.clear();
    }

    private final class Kept implements SourceSecrets {
        private final SourceSecrets asked;

        Kept(SourceSecrets asked) {
            this.asked = asked;
        }

        @Override
        public Passphrase password(String of) throws KeyTransferException {
            return asked.password(of);
        }

        @Override
        public boolean isPasswordGiven() {
            return asked.isPasswordGiven();
        }

        @Override
        public Passphrase sharePassphrase(ShareHolder holder) throws KeyTransferException {
            return asked.sharePassphrase(holder);
        }

        @Override
        public Passphrase pin(String tokenLabel) throws KeyTransferException {
            Passphrase known = pins.get(tokenLabel);
            if (known != null) {
                return known.copy();
            }
            asking.accept(tokenLabel);
            Passphrase typed = asked.pin(tokenLabel);
            pins.put(tokenLabel, typed.copy());
            return typed;
        }

        @Override
        public boolean isPinGiven() {
            return asked.isPinGiven();
        }

        @Override
        public boolean isPinReadable() {
            return asked.isPinReadable();
        }
    }
}
