package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.notice.Deferral;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.TokenSelector;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tokens for many keys: each is logged in to once, and a PIN that was refused is never sent again,
 * or a thousand keys would lock the token. Thread-safe. The caller closes it after its last key:
 * that ends the logins and closes the modules.
 *
 * @since 0.1.0
 */
public final class SharedTokens implements TokenAccess, AutoCloseable {
    private final Opener opener;
    private final List<TokenLease> opened = new CopyOnWriteArrayList<>();
    private final Map<Place, TokenLease> known = new HashMap<>();
    private final Map<Place, KeyTransferException> failed = new HashMap<>();

    /** How a URI names a token: two modules may each have one of the same name. */
    private record Place(TokenSelector token, Optional<Path> module, Optional<String> moduleName) {
        static Place of(TokenUri uri) {
            return new Place(uri.token(), uri.modulePath(), uri.moduleName());
        }

        private boolean namesModule() {
            return module.isPresent() || moduleName.isPresent();
        }

        /** Whether both may be one token: that it has refused a PIN counts for both then. */
        boolean mayBe(Place other) {
            return token.equals(other.token)
                    && (!namesModule() || !other.namesModule() || equals(other));
        }
    }

    /** Opens a token that is not open yet. Called by the thread that opens a token. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Opens the token of a URI.
         *
         * @param others those that are open
         * @throws KeyTransferException if it is missing, ambiguous or failing, or the PIN is wrong
         */
        TokenLease open(List<TokenLease> others, TokenUri uri, SourceSecrets secrets)
                throws KeyTransferException;
    }

    /** Makes an empty collection. */
    public SharedTokens(Opener opener) {
        Arguments.notNull("opener", opener);
        this.opener = opener;
    }

    /**
     * Shares the token of a URI. Its PIN is sent the first time; a PIN that is given again is
     * compared with that one.
     *
     * @throws KeyTransferException if the token is missing, ambiguous or failing, or the PIN is
     *     wrong, or is not the one that was given when the token was opened
     */
    @Override
    public TokenLease open(TokenUri uri, SourceSecrets secrets) throws KeyTransferException {
        // A listener must not be called while others wait here.
        return Deferral.during(() -> openInTurn(uri, secrets));
    }

    private synchronized TokenLease openInTurn(TokenUri uri, SourceSecrets secrets)
            throws KeyTransferException {
        Arguments.notNull("secrets", secrets);
        Place place = Place.of(uri);
        TokenLease token = known.get(place);
        if (token != null) {
            token.requireSamePin(new TokenPin(uri, secrets));
            return token.shared();
        }
        for (Map.Entry<Place, KeyTransferException> failure : failed.entrySet()) {
            if (place.mayBe(failure.getKey())) {
                throw failure.getValue();
            }
        }
        try {
            token = opener.open(List.copyOf(opened), uri, secrets);
        } catch (KeyTransferException e) {
            failed.put(place, e);
            throw e;
        }
        opened.add(token);
        known.put(place, token);
        return token.shared();
    }

    /** Returns the tokens that were opened, the first one first; also while another is opened. */
    public List<TokenLease> all() {
        return List.copyOf(opened);
    }

    /**
     * Closes the tokens in reverse order: the others may depend on the module of the first.
     *
     * @throws KeyTransferException.Unchecked if a module cannot be finalised; the others are closed
     */
    @Override
    public void close() {
        Deferral.during(
                () -> {
                    closeInTurn();
                    return true;
                });
    }

    private synchronized void closeInTurn() {
        if (!opened.isEmpty()) {
            try (TokenLease last = opened.remove(opened.size() - 1)) {
                known.values().remove(last);
            } finally {
                closeInTurn();
            }
        }
    }
}
