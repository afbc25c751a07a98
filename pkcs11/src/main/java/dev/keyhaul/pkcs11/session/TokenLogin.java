package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.event.Login;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.PinState;
import dev.keyhaul.pkcs11.PinSupplier;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.TokenDescription;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one open token is logged in, the first time and again; and why a PIN was refused, in an
 * operator's words. A PIN that was refused is not sent a second time.
 *
 * <p>One thread at a time: {@link SessionPool} sees to it.
 */
public final class TokenLogin {
    /** Whoever opens a token in one of these ways. */
    private enum Way {
        WITHOUT,
        AT_TOKEN,
        PIN_ONCE,
        PIN_SUPPLIER
    }

    private final Slot slot;
    private final Way way;
    private final boolean mayJoin;
    private @Nullable PinSupplier pins;
    private boolean refused;

    /** Of a PIN, this is all that is kept: that the token took it, at a login before. */
    private boolean accepted;

    private volatile boolean joined;

    private TokenLogin(Slot slot, Way way, @Nullable PinSupplier pins, boolean mayJoin) {
        this.slot = slot;
        this.way = way;
        this.pins = pins;
        this.mayJoin = mayJoin;
    }

    public static TokenLogin without(Slot slot) {
        return new TokenLogin(slot, Way.WITHOUT, null, true);
    }

    /** The caller keeps the PIN: it is there for the first login alone. */
    public static TokenLogin once(Slot slot, Passphrase pin) {
        return new TokenLogin(slot, Way.PIN_ONCE, info -> pin.copy(), false);
    }

    public static TokenLogin with(Slot slot, PinSupplier pins) {
        return new TokenLogin(slot, Way.PIN_SUPPLIER, pins, false);
    }

    /** If this process is logged in already, that login is used, and the PIN is not checked. */
    public static TokenLogin joining(Slot slot, PinSupplier pins) {
        return new TokenLogin(slot, Way.PIN_SUPPLIER, pins, true);
    }

    /** The token reads the PIN itself, again for each login. */
    public static TokenLogin atToken(Slot slot) throws TokenException {
        if (!slot.token().hasProtectedAuthenticationPath()) {
            throw new TokenException(Reason.PIN_MISSING, slot + " has no PIN pad", null);
        }
        return new TokenLogin(slot, Way.AT_TOKEN, null, false);
    }

    Slot slot() {
        return slot;
    }

    /** Whether it uses no login of its own. */
    public boolean isWithout() {
        return way == Way.WITHOUT;
    }

    /** Whether the login that it uses was made elsewhere in this process. */
    public boolean hasJoined() {
        return joined;
    }

    /**
     * Whether an answer says that the login is gone. A device error may pass: where the PIN is not
     * at hand any more, the sessions are worth keeping.
     */
    boolean isLostBy(long code) {
        return Ckr.SESSION_HANDLE_INVALID.is(code)
                || Ckr.SESSION_CLOSED.is(code)
                || Ckr.TOKEN_NOT_PRESENT.is(code)
                || Ckr.DEVICE_REMOVED.is(code)
                || Ckr.USER_NOT_LOGGED_IN.is(code)
                || (Ckr.DEVICE_ERROR.is(code) && way != Way.PIN_ONCE);
    }

    /** Refuses before anything reaches the token. */
    void requirePossible() throws KeyTransferException {
        if (refused) {
            throw new WrongSecretException(
                    Reason.PIN_WRONG,
                    "the PIN was refused by " + slot + ", and will not be sent again",
                    "repeated failures lock the token: check the PIN, then start again");
        }
        if (way == Way.PIN_ONCE && pins == null) {
            throw new TokenException(
                    Reason.SESSION_LOST,
                    TokenException.Kind.DEVICE,
                    "the login to " + slot + " is lost, and its PIN was not kept",
                    "open the token again; given a PinSupplier, it logs in again automatically");
        }
    }

    /** Whether a login that somebody else has ended can be made again. */
    public boolean isRepeatable() {
        return way != Way.PIN_ONCE;
    }

    /** Makes the error that somebody else has ended the login. */
    TokenException ended() {
        return new TokenException(
                Reason.LOGIN_ENDED, TokenException.Kind.DEVICE, endedFromOutside(), whenEnded());
    }

    /** The same, where this answer has shown it. */
    TokenException ended(CkrException answer) {
        return new TokenException(
                Reason.LOGIN_ENDED,
                endedFromOutside() + ": " + answer.description(),
                whenEnded(),
                answer);
    }

    private String endedFromOutside() {
        return "the login to "
                + slot
                + " was ended from outside"
                + (isRepeatable() ? "" : ", and its PIN was not kept");
    }

    private String whenEnded() {
        return "find out which program, or which rule of the HSM, logs out; then "
                + (isRepeatable() ? "try again" : "open the token again");
    }

    /** While the PIN was looked for or typed, somebody may have put another token into the slot. */
    private void requireSameToken() throws TokenException {
        TokenDescription now = slot.described();
        TokenDescription before = slot.token().token();
        if (!now.serial().equals(before.serial()) || !now.label().equals(before.label())) {
            throw new TokenException(
                    Reason.TOKEN_MISSING,
                    TokenException.Kind.NOT_FOUND,
                    "no PIN was sent: token '"
                            + now.label()
                            + "' (serial "
                            + now.serial()
                            + ") is where "
                            + slot
                            + " was",
                    "put the token back, or name the one that is meant by its serial number");
        }
    }

    /** Hears what became of a login, after the PIN was there. */
    @FunctionalInterface
    interface Told {
        void login(Login.Outcome outcome, Duration time);
    }

    /**
     * Logs in through a session.
     *
     * @return whether nobody in this process was logged in at this token before
     */
    boolean into(Cryptoki cryptoki, long session, Told told) throws KeyTransferException {
        requirePossible();
        if (way == Way.WITHOUT) {
            return false;
        }
        try (Passphrase pin = nextPin()) {
            requireSameToken();
            joined = !login(cryptoki, session, pin, told);
            accepted |= !joined;
            if (way == Way.PIN_ONCE) {
                pins = null;
            }
            return !joined;
        }
    }

    /**
     * Null asks the token to read it itself: so a supplier's null must not get there. An empty one
     * is refused here, since to some tokens it is the same, and others count it as a try.
     */
    private @Nullable Passphrase nextPin() throws KeyTransferException {
        if (pins == null) {
            return null;
        }
        Passphrase pin = Objects.requireNonNull(pins.pin(slot.token()), "PIN");
        if (pin.isEmpty()) {
            pin.close();
            throw new WrongSecretException(
                    Reason.PIN_UNFIT,
                    "the PIN is empty",
                    "nothing was sent to the token, so no try was used up");
        }
        return pin;
    }

    /** The login is the process's: another part of the application may have made it. */
    private boolean login(Cryptoki cryptoki, long session, @Nullable Passphrase pin, Told told)
            throws KeyTransferException {
        long begun = System.nanoTime();
        Login.Outcome outcome = Login.Outcome.FAILED;
        try (SecretBytes utf8 = pin == null ? null : pin.utf8()) {
            cryptoki.login(session, Cko.USER, utf8);
            outcome = Login.Outcome.OK;
            return true;
        } catch (CkrException e) {
            if (!Ckr.USER_ALREADY_LOGGED_IN.is(e.code())) {
                KeyTransferException failure = failure(e, pin);
                outcome = refused ? Login.Outcome.REFUSED : Login.Outcome.FAILED;
                throw failure;
            }
            requireMayShare(e);
            outcome = Login.Outcome.SHARED;
            return false;
        } finally {
            told.login(outcome, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /**
     * A token that is logged in does not look at the PIN: so that is no success, unless the token
     * took this PIN before, when this login was made, or the application allows it.
     */
    private void requireMayShare(CkrException answer) throws TokenException {
        if (!accepted && !mayJoin) {
            throw new TokenException(
                    Reason.LOGIN_SHARED,
                    "the PIN cannot be checked: this process is already logged in to " + slot,
                    "use the token that is already open, or close it first",
                    answer);
        }
    }

    private KeyTransferException failure(CkrException e, @Nullable Passphrase pin) {
        refused = TokenFailure.isOfPin(e);
        if (!refused) {
            return slot.token()
                    .hintWithoutLogin()
                    .map(hint -> TokenFailure.of(e, slot.toString(), hint))
                    .orElseGet(() -> TokenFailure.of(e, slot.toString()));
        }
        WrongSecretException wrong = TokenFailure.ofPin(e, "PIN refused by " + slot, triesLeft());
        return pin == null ? wrong : pin.explain(wrong);
    }

    /** Asked again: the flags before the attempt say nothing of it. */
    private String triesLeft() {
        try {
            PinState state = slot.refreshed().pinState();
            return switch (state) {
                case COUNT_LOW, FINAL_TRY, LOCKED -> "; " + state.label();
                default -> "";
            };
        } catch (TokenException e) {
            // That the PIN is wrong matters more.
            return "";
        }
    }
}
