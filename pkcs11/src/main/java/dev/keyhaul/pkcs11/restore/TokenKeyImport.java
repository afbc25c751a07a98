package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.session.Session;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings a key from elsewhere into a token: wrapped where it lives under an RSA pair that the token
 * makes for that, and restored by it. So the clear key never goes through the module, and an import
 * is a restore under a recovery pair that lives for a moment.
 */
public final class TokenKeyImport {
    private final TriedToken token;
    private final TransferableKey key;
    private final RestoreAs as;
    private @Nullable Restored imported;

    public TokenKeyImport(TriedToken token, TransferableKey key, RestoreAs as) {
        this.token = token;
        this.key = key;
        this.as = as;
    }

    public HeldKey run() throws KeyTransferException {
        key.requireMayGoTo(token.sessions().slot().protection(), as.mayLeave().orElse(null));
        try (Session session = token.sessions().borrow()) {
            if (as instanceof RestoreAs.TokenObject object) {
                // Before the token makes a pair, which takes seconds on some.
                new KeyObjects(session).requireFree(object.label(), object.id());
            }
            underPairOf(session);
        } catch (KeyTransferException | RuntimeException e) {
            if (imported != null) {
                // The key is in the token, but its pair could not be destroyed.
                imported.discardAfter(e);
            }
            throw e;
        }
        return Objects.requireNonNull(imported).key();
    }

    private void underPairOf(Session session) throws KeyTransferException {
        int bits = ImportPair.lengthBitsFor(key.description());
        try (ImportPair pair = ImportPair.generate(token, session, bits)) {
            WrappedKey wrapped = key.wrapUnder(pair.wrappingKey());
            imported = pair.key().begin(wrapped.ciphertext(), key.description(), as);
        }
    }
}
