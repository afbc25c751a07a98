package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A token that is logged in, and the module it hangs on. Threads may share its {@link #token}; one
 * of them closes it, after the others are done.
 *
 * @since 0.1.0
 */
public final class TokenLease implements AutoCloseable {
    private final Pkcs11Module module;
    private final Token token;
    private final TokenPin pin;
    private final boolean ownsModule;
    private final boolean ownsToken;
    private boolean isOfOneWork;
    private @Nullable Consumer<String> teller;
    private int alreadyTold;

    private TokenLease(
            Pkcs11Module module, Token token, TokenPin pin, boolean ownsModule, boolean ownsToken) {
        this.module = module;
        this.token = token;
        this.pin = pin;
        this.ownsModule = ownsModule;
        this.ownsToken = ownsToken;
    }

    /** Loads the module that tokens are in. Called by the thread that opens a token. */
    @FunctionalInterface
    public interface ModuleLoader {
        /**
         * Loads a module.
         *
         * @param ofUri the path that a URI names; null if it names none
         * @throws KeyTransferException if no module is found, or it does not load
         */
        Pkcs11Module load(@Nullable Path ofUri) throws KeyTransferException;
    }

    /**
     * Opens the token of a URI while others are open, or none; it hangs on one of their modules
     * unless the URI names another, and may be one of those tokens. A PIN that the secrets have
     * counts more than the URI's {@code pin-source}.
     *
     * @param loader loads the module where none of the others hangs on it
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong,
     *     or is not the one that was given when the token was opened
     */
    public static TokenLease open(
            List<TokenLease> others, ModuleLoader loader, TokenUri uri, SourceSecrets secrets)
            throws KeyTransferException {
        return open(others, loader, new TokenPin(uri, secrets), List.of());
    }

    /**
     * The same, if more PINs are given already, for tokens that are to be opened later. One that is
     * for this token is compared with its PIN before anything is sent to the token.
     *
     * @param pin names the token, and says where its PIN comes from
     * @param later the PINs of tokens, of this one or others
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong,
     *     or two PINs are given for it
     */
    public static TokenLease open(
            List<TokenLease> others, ModuleLoader loader, TokenPin pin, List<TokenPin> later)
            throws KeyTransferException {
        Arguments.notNull("others", others, "loader", loader, "later", later);
        Optional<Path> path = modulePath(pin.uri());
        List<TokenLease> sameModule =
                others.stream().filter(other -> path.map(other::isInModule).orElse(true)).toList();
        return sameModule.isEmpty()
                ? inOwnModule(loader.load(path.orElse(null)), pin, later)
                : inModuleOf(sameModule, pin, later);
    }

    private boolean isInModule(Path path) {
        return isSameFile(path, module.path());
    }

    private static TokenLease inOwnModule(Pkcs11Module module, TokenPin pin, List<TokenPin> later)
            throws KeyTransferException {
        try {
            TokenInfo info = module.find(pin.uri().token());
            return new TokenLease(module, login(module, info, pin, later), pin, true, true);
        } catch (KeyTransferException | RuntimeException e) {
            try (module) {
                throw e;
            }
        }
    }

    private static TokenLease inModuleOf(
            List<TokenLease> others, TokenPin pin, List<TokenPin> later)
            throws KeyTransferException {
        Pkcs11Module module = others.get(0).module;
        // What names the same is the same: the module need not list its slots again.
        for (TokenLease other : others) {
            if (other.module == module && other.pin.uri().token().equals(pin.uri().token())) {
                return other.sharedBy(pin);
            }
        }
        TokenInfo info = module.find(pin.uri().token());
        for (TokenLease other : others) {
            if (other.module == module && other.token.info().slotId() == info.slotId()) {
                return other.sharedBy(pin);
            }
        }
        return new TokenLease(module, login(module, info, pin, later), pin, false, true);
    }

    private TokenLease sharedBy(TokenPin other) throws KeyTransferException {
        requireSamePin(other);
        return shared();
    }

    private static boolean isSameFile(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false; // The module's loading says what is wrong with it.
        }
    }

    private static Optional<Path> modulePath(TokenUri uri) throws TokenException {
        if (uri.modulePath().isPresent() || uri.moduleName().isEmpty()) {
            return uri.modulePath();
        }
        Optional<Path> found = ModulePaths.byName(uri.moduleName().get());
        if (found.isEmpty()) {
            throw new TokenException(
                    Reason.MODULE_MISSING,
                    TokenException.Kind.NOT_FOUND,
                    "no PKCS#11 module has the name '" + uri.moduleName().get() + "'",
                    "give its path as the URI's module-path");
        }
        return found;
    }

    private static Token login(
            Pkcs11Module module, TokenInfo info, TokenPin pin, List<TokenPin> later)
            throws KeyTransferException {
        if (!info.needsLogin()) {
            return module.openWithoutLogin(info);
        }
        if (info.hasProtectedAuthenticationPath()
                && !pin.secrets().isPinGiven()
                && !pin.isInFile()) {
            return module.loginAtToken(info);
        }
        for (TokenPin other : later) {
            if (isIn(module, other.uri()) && other.uri().token().matches(info)) {
                pin.requireSame(other, info);
            }
        }
        return module.login(info, pin::read);
    }

    private static boolean isIn(Pkcs11Module module, TokenUri uri) throws TokenException {
        return modulePath(uri).map(path -> isSameFile(path, module.path())).orElse(true);
    }

    /** Refuses another PIN than the one that it was opened with. */
    void requireSamePin(TokenPin other) throws KeyTransferException {
        if (token.info().needsLogin()) {
            other.requireSame(pin, token.info());
        }
    }

    /** Returns the token. */
    public Token token() {
        return token;
    }

    /** Returns the same token for another user, whose closing leaves it open. */
    public TokenLease shared() {
        return new TokenLease(module, token, pin, false, false);
    }

    /**
     * Returns this for a piece of work that the token outlives: closing it looks whether the token
     * kept a copy of a key, as closing the token does.
     */
    public TokenLease forOneWork() {
        isOfOneWork = true;
        return this;
    }

    /**
     * Returns what an earlier run had left behind in the token, a sentence each; nothing for a
     * token that is shared, whose findings were told before.
     */
    public List<String> findings() {
        return ownsToken ? token.findings() : List.of();
    }

    /**
     * Tells what an earlier run had left behind in the token, and when this is closed, what this
     * one did: a sentence each, once. Nothing for a token that is shared.
     *
     * @param told for the operator; called at once, and again by {@link #close()}
     */
    public void tellFindings(Consumer<String> told) {
        Arguments.notNull("told", told);
        teller = told;
        tellTheRest();
    }

    private void tellTheRest() {
        Consumer<String> told = teller;
        if (told != null) {
            List<String> now = findings();
            now.stream().skip(alreadyTold).forEach(told);
            alreadyTold = now.size();
        }
    }

    /**
     * Closes what was opened here: the token, and the module with it.
     *
     * @throws KeyTransferException.Unchecked if the module cannot be finalised, or the token has
     *     kept a copy of a key
     */
    @Override
    public void close() {
        try {
            if (ownsToken) {
                token.close();
                tellTheRest();
            } else if (isOfOneWork) {
                token.requireNoCopies();
            }
        } catch (KeyTransferException e) {
            throw new KeyTransferException.Unchecked(e);
        } finally {
            if (ownsModule) {
                module.close();
            }
        }
    }
}
