package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.session.Session;

/** One way to wrap a key of a token under an RSA public key, inside the token. */
sealed interface WrapStrategy permits OneShotWrap, TwoStepWrap {
    /** Wraps, and hands out nothing that its proof does not cover. */
    WrappedKey wrap(Session session, HeldKey target, RsaAesWrappingKey kek)
            throws KeyTransferException;
}
