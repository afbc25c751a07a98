package dev.keyhaul.cli.console;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenPin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The logins of people who typed a PIN while one process runs several commands: the login is kept,
 * and never the PIN. A login outlives nobody: that of a person who is there for one act ends with
 * the act, and each ends after ten minutes without one. A PIN that a file has is not kept: each
 * command reads it. So is what asks at each use, such as a security officer's PIN.
 *
 * <p>Thread-safe. Closing ends all logins.
 */
public final class HeldLogins implements AutoCloseable {
    static final Duration MOST_IDLE = Duration.ofMinutes(10);
    private static final long LOOK_MS = 5_000;

    private final Clock clock;
    private final List<TokenLease> held = new ArrayList<>();
    private final Map<String, Passphrase> chosen = new HashMap<>();
    private Consumer<String> asking = token -> {};
    private Predicate<String> isForOneAct = token -> false;
    private int acts;
    private Instant lastAct;
    private @Nullable Timer watch;

    /** Holds none. */
    public HeldLogins(Clock clock) {
        this.clock = clock;
        this.lastAct = clock.instant();
    }

    /** Has somebody told of a token whose PIN is asked for next. */
    public void beforeAsking(Consumer<String> told) {
        asking = told;
    }

    /** Says which tokens belong to somebody who is there for one act. */
    public void forOneAct(Predicate<String> isTheirs) {
        isForOneAct = isTheirs;
    }

    /**
     * Refuses a PIN that was chosen for the token of another person: whoever knows one would know
     * both.
     */
    private synchronized void chosen(String token, Passphrase pin) throws RefusedException {
        for (Map.Entry<String, Passphrase> other : chosen.entrySet()) {
            boolean isOfOther = isForOneAct.test(token) != isForOneAct.test(other.getKey());
            if (isOfOther && other.getValue().sameAs(pin)) {
                throw new RefusedException(
                        Reason.PIN_UNFIT,
                        "the PIN of token '"
                                + token
                                + "' is also that of token '"
                                + other.getKey()
                                + "', which another person keeps",
                        "each person chooses a PIN of their own, and shows it to nobody");
            }
        }
        Passphrase before = chosen.put(token, pin.copy());
        if (before != null) {
            before.close();
        }
    }

    /** Forgets the PINs that were chosen, once nobody chooses another one. */
    public synchronized void forgetChosen() {
        chosen.values().forEach(Passphrase::close);
        chosen.clear();
    }

    /** Begins an act. Only in an act are there logins. */
    public synchronized Act begin() {
        endIdle();
        acts++;
        return new Act();
    }

    private synchronized void end() {
        acts--;
        lastAct = clock.instant();
        endEach(lease -> isForOneAct.test(lease.token().info().label()));
    }

    /** Ends the logins if nothing was done for too long. */
    synchronized void endIdle() {
        if (acts == 0 && !clock.instant().isBefore(lastAct.plus(MOST_IDLE))) {
            logOut();
        }
    }

    private synchronized TokenLease open(
            List<TokenLease> others,
            TokenLease.ModuleLoader loader,
            TokenPin pin,
            List<TokenPin> later,
            Consumer<String> told)
            throws KeyTransferException {
        Optional<TokenLease> open = held.stream().filter(pin::isFor).findFirst();
        if (open.isPresent()) {
            open.get().tellFindings(told);
            return TokenLease.open(List.of(open.get()), loader, pin, later).forOneWork();
        }
        if (!pin.isTyped() || others.stream().anyMatch(pin::isFor)) {
            return TokenLease.open(others, loader, pin, later);
        }
        // Its module is its own: others are closed before it.
        TokenPin asked = new TokenPin(pin.uri(), new Told(pin.secrets()));
        TokenLease typed = TokenLease.open(List.of(), loader, asked, later);
        held.add(typed);
        typed.tellFindings(told);
        watch();
        return typed.shared().forOneWork();
    }

    private void watch() {
        if (watch == null) {
            watch = new Timer("idle logins", true);
            watch.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            endIdle();
                        }
                    },
                    LOOK_MS,
                    LOOK_MS);
        }
    }

    private void endEach(Predicate<TokenLease> which) {
        for (TokenLease lease : List.copyOf(held)) {
            if (which.test(lease)) {
                held.remove(lease);
                lease.close();
            }
        }
    }

    /** Ends all logins, and forgets what was chosen. */
    @Override
    public synchronized void close() {
        logOut();
        forgetChosen();
    }

    /** Ends all logins; whoever is needed types the PIN again. */
    public synchronized void logOut() {
        if (watch != null) {
            watch.cancel();
            watch = null;
        }
        endEach(lease -> true);
    }

    /** One command, or what else is done without a break. Closing it ends it. */
    public final class Act implements AutoCloseable {
        private Act() {}

        /** Hears which PIN somebody chose for a new token. */
        void chosen(String token, Passphrase pin) throws RefusedException {
            HeldLogins.this.chosen(token, pin);
        }

        /**
         * Opens a token, or shares one whose login is held.
         *
         * @param told for what is found in a token whose login is held
         * @throws KeyTransferException if it is missing or failing, or the PIN is wrong
         */
        TokenLease open(
                List<TokenLease> others,
                TokenLease.ModuleLoader loader,
                TokenPin pin,
                List<TokenPin> later,
                Consumer<String> told)
                throws KeyTransferException {
            return HeldLogins.this.open(others, loader, pin, later, told);
        }

        @Override
        public void close() {
            end();
        }
    }

    /** Somebody is named before their PIN is asked for. */
    private final class Told implements SourceSecrets {
        private final SourceSecrets asked;

        Told(SourceSecrets asked) {
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
            asking.accept(tokenLabel);
            Passphrase pin = asked.pin(tokenLabel);
            if (isStop(pin)) {
                pin.close();
                throw new WrongSecretException(
                        Reason.PIN_WRONG,
                        "\"stop\" was typed where a PIN is asked for: no try was made");
            }
            return pin;
        }

        private static boolean isStop(Passphrase pin) {
            try (Passphrase stop = Passphrase.copyOf("stop".toCharArray())) {
                return pin.sameAs(stop);
            }
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
