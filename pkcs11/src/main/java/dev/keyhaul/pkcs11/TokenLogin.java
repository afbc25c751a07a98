package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import org.jspecify.annotations.Nullable;

/** Opens tokens, and says in an operator's words why a PIN was refused. */
final class TokenLogin {
    private final Pkcs11Module module;
    private final TokenInfo token;

    private TokenLogin(Pkcs11Module module, TokenInfo token) {
        this.module = module;
        this.token = token;
    }

    /** Null as PIN asks the token to read it itself. */
    static Token with(Pkcs11Module module, TokenInfo token, @Nullable Passphrase pin)
            throws KeyTransferException {
        return new TokenLogin(module, token).login(pin);
    }

    static Token without(Pkcs11Module module, TokenInfo token) throws TokenException {
        return new Token(module, token, new TokenLogin(module, token).open());
    }

    private Token login(@Nullable Passphrase pin) throws KeyTransferException {
        if (pin == null && !token.hasProtectedAuthenticationPath()) {
            throw new TokenException(
                    token.describe() + " has no PIN pad of its own",
                    "give the PIN with --pin-file");
        }
        SessionPool pool = open();
        try {
            login(module.cryptoki(), pool.anchor(), pin);
            return new Token(module, token, pool);
        } catch (CkrException e) {
            pool.close();
            throw refused(e);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private SessionPool open() throws TokenException {
        try {
            return SessionPool.open(module.cryptoki(), token.slotId());
        } catch (CkrException e) {
            throw TokenException.of(e, token.describe());
        }
    }

    private static void login(Cryptoki cryptoki, long session, @Nullable Passphrase pin)
            throws CkrException {
        try (SecretBytes utf8 = pin == null ? SecretBytes.moveFrom(new byte[0]) : pin.utf8()) {
            cryptoki.login(session, Cko.USER, pin == null ? null : utf8);
        } catch (CkrException e) {
            // The login is the process's: another part of the application made it.
            if (e.code() != Ckr.USER_ALREADY_LOGGED_IN) {
                throw e;
            }
        }
    }

    private KeyTransferException refused(CkrException e) {
        long code = e.code();
        boolean wrong =
                code == Ckr.PIN_INCORRECT
                        || code == Ckr.PIN_INVALID
                        || code == Ckr.PIN_LEN_RANGE
                        || code == Ckr.PIN_LOCKED;
        if (!wrong) {
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
