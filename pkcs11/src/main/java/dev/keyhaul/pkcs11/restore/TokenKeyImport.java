package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.session.Session;
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
    private @Nullable HeldKey imported;

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
            return underPairOf(session);
        } catch (KeyTransferException | RuntimeException e) {
            takeBackAfter(e);
            throw e;
        }
    }

    private HeldKey underPairOf(Session session) throws KeyTransferException {
        int bits = ImportPair.lengthBitsFor(key.description());
        try (ImportPair pair = ImportPair.generate(token, session, bits)) {
            WrappedKey wrapped = key.wrapUnder(pair.wrappingKey());
            HeldKey restored = pair.key().restore(wrapped.ciphertext(), key.description(), as);
            imported = restored;
            return restored;
        }
    }

    /** The key is in the token, but its pair could not be destroyed: the whole import failed. */
    private void takeBackAfter(Exception reason) {
        HeldKey made = imported;
        if (made == null) {
            return;
        }
        made.close();
        if (as instanceof RestoreAs.TokenObject) {
            try (Session session = token.sessions().borrow()) {
                new KeyObjects(session).delete(made.found());
            } catch (KeyTransferException | RuntimeException e) {
                reason.addSuppressed(e);
            }
        }
    }
}
