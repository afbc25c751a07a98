package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one open token is logged in, the first time and again; and why a PIN was refused, in an
 * operator's words. A PIN that was refused is not sent a second time.
 *
 * <p>One thread at a time: {@link SessionPool} sees to it.
 */
final class TokenLogin {
    /** Whoever opens a token in one of these ways. */
    private enum Way {
        WITHOUT,
        AT_TOKEN,
        PIN_ONCE,
        PIN_SUPPLIER
    }

    private final Pkcs11Module module;
    private final TokenInfo token;
    private final Way way;
    private @Nullable PinSupplier pins;
    private boolean refused;

    private TokenLogin(Pkcs11Module module, TokenInfo token, Way way, @Nullable PinSupplier pins) {
        this.module = module;
        this.token = token;
        this.way = way;
        this.pins = pins;
    }

    static TokenLogin without(Pkcs11Module module, TokenInfo token) {
        return new TokenLogin(module, token, Way.WITHOUT, null);
    }

    /** The caller keeps the PIN: it is there for the first login alone. */
    static TokenLogin once(Pkcs11Module module, TokenInfo token, Passphrase pin) {
        return new TokenLogin(module, token, Way.PIN_ONCE, info -> pin.copy());
    }

    static TokenLogin with(Pkcs11Module module, TokenInfo token, PinSupplier pins) {
        return new TokenLogin(module, token, Way.PIN_SUPPLIER, pins);
    }

    /** The token reads the PIN itself, again for each login. */
    static TokenLogin atToken(Pkcs11Module module, TokenInfo token) throws TokenException {
        if (!token.hasProtectedAuthenticationPath()) {
            throw Reason.PIN_MISSING.of(
                    new TokenException(token.describe() + " has no PIN pad of its own", null));
        }
        return new TokenLogin(module, token, Way.AT_TOKEN, null);
    }

    TokenInfo token() {
        return token;
    }

    /** Whether it uses no login of its own. */
    boolean isWithout() {
        return way == Way.WITHOUT;
    }

    /**
     * Whether an answer says that the login is gone. A device error may pass: where the PIN is not
     * at hand any more, the sessions are worth keeping.
     */
    boolean isLostBy(long code) {
        return code == Ckr.SESSION_HANDLE_INVALID
                || code == Ckr.SESSION_CLOSED
                || code == Ckr.TOKEN_NOT_PRESENT
                || code == Ckr.DEVICE_REMOVED
                || code == Ckr.USER_NOT_LOGGED_IN
                || (code == Ckr.DEVICE_ERROR && way != Way.PIN_ONCE);
    }

    /** Refuses before anything reaches the token. */
    void requirePossible() throws KeyTransferException {
        if (refused) {
            throw new WrongSecretException(
                    "the PIN was refused by " + token.describe() + ", and is not sent again",
                    "repeated failures lock the token: check the PIN, then begin again");
        }
        if (way == Way.PIN_ONCE && pins == null) {
            throw new TokenException(
                    TokenException.Kind.DEVICE,
                    "the login at " + token.describe() + " is lost, and its PIN was not kept",
                    "open the token again; given a PinSupplier, it logs in again automatically");
        }
    }

    /**
     * Logs in through a session.
     *
     * @return whether nobody in this process was logged in at this token before
     */
    boolean into(long session) throws KeyTransferException {
        requirePossible();
        if (way == Way.WITHOUT) {
            return false;
        }
        try (Passphrase pin = nextPin()) {
            boolean first = login(session, pin);
            if (way == Way.PIN_ONCE) {
                pins = null;
            }
            return first;
        } catch (CkrException e) {
            throw failure(e);
        }
    }

    /** Null asks the token to read it itself: so a supplier's null must not get there. */
    private @Nullable Passphrase nextPin() throws KeyTransferException {
        return pins == null ? null : Objects.requireNonNull(pins.pin(token), "PIN");
    }

    /** The login is the process's: another part of the application may have made it. */
    private boolean login(long session, @Nullable Passphrase pin)
            throws CkrException, KeyTransferException {
        try (SecretBytes utf8 = pin == null ? null : pin.utf8()) {
            try {
                module.cryptoki().login(session, Cko.USER, utf8);
            } catch (CkrException e) {
                if (e.code() != Ckr.USER_ALREADY_LOGGED_IN) {
                    throw e;
                }
                requireAccepted(utf8, e);
                return false;
            }
            if (utf8 != null) {
                module.uses().accepted(token.slotId(), utf8);
            }
            return true;
        }
    }

    /**
     * A token that is logged in does not look at the PIN. That is no success, unless it accepted
     * this one before.
     */
    private void requireAccepted(@Nullable SecretBytes pin, CkrException answer)
            throws KeyTransferException {
        Optional<Boolean> known =
                pin == null ? Optional.empty() : module.uses().isAccepted(token.slotId(), pin);
        if (known.isEmpty()) {
            throw new TokenException(
                    "the PIN cannot be checked: this process is logged in at "
                            + token.describe()
                            + " already",
                    "share the token that is open, or open it without a login",
                    answer);
        }
        if (!known.get()) {
            throw new WrongSecretException(
                    "not the PIN that this process is logged in with at " + token.describe(),
                    "the token did not look at it; check the PIN",
                    answer);
        }
    }

    private KeyTransferException failure(CkrException e) {
        long code = e.code();
        refused =
                code == Ckr.PIN_INCORRECT
                        || code == Ckr.PIN_INVALID
                        || code == Ckr.PIN_LEN_RANGE
                        || code == Ckr.PIN_LOCKED;
        if (!refused) {
            return TokenException.of(e, token.describe());
        }
        String message = "PIN refused by " + token.describe() + ": " + e.description();
        String hint = CkrHints.of(code).orElse("check the PIN");
        return new WrongSecretException(message + triesLeft(), hint, e);
    }

    /** Asked again: the flags before the attempt say nothing of it. */
    private String triesLeft() {
        try {
            PinState state = module.refreshed(token).pinState();
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
