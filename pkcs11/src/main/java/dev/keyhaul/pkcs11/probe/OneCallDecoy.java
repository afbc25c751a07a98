package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;

/**
 * Beside a target that goes under the KEK in one call, a throw-away key of its kind that goes under
 * the session's {@link SoftwareKek} by the same call.
 */
public record OneCallDecoy(
        Session session, WrapSizes sizes, ControlKey.Kind target, TriedToken token)
        implements Decoy {
    @Override
    public void make() throws KeyTransferException {
        SoftwareKek kek = SoftwareKek.ofDecoys(session, sizes, token.random());
        ControlKey control = ControlKey.in(session, target);
        byte[] wrapped = kek.wrapInOneCall(session, control);
        try (SecretBytes aes = opened(kek, control, wrapped)) {
            token.repeats().requireNew(aes);
        }
    }

    /** The rehearsal has shown that the token can. */
    private static SecretBytes opened(SoftwareKek kek, ControlKey control, byte[] wrapped)
            throws CheckFailedException {
        try {
            SecretBytes aes = kek.openFirst(wrapped);
            control.requireIn(kek.afterFirst(wrapped), aes);
            return aes;
        } catch (CheckFailedException e) {
            throw TokenFailure.lie(
                    "the token's CKM_RSA_AES_KEY_WRAP worked in the rehearsal, but not beside this blob");
        }
    }
}
