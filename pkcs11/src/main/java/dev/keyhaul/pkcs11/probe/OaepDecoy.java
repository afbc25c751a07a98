package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;

/**
 * Beside the RSA-OAEP part of a blob, that of a fresh AES key under the session's {@link
 * SoftwareKek}.
 */
public record OaepDecoy(Session session, Mechanism keyWrap, WrapSizes sizes, TriedToken token)
        implements Decoy {
    @Override
    public void make() throws KeyTransferException {
        SoftwareKek kek = SoftwareKek.ofDecoys(session, sizes, token.random());
        try (RehearsalAes decoy = RehearsalAes.generate(session, keyWrap);
                SecretBytes opened = opened(kek, decoy)) {
            token.repeats().requireNew(opened);
        }
    }

    /** The rehearsal has shown that the token can. */
    private static SecretBytes opened(SoftwareKek kek, RehearsalAes decoy)
            throws KeyTransferException {
        byte[] oaepPart = decoy.wrapUnder(kek);
        try {
            return kek.open(oaepPart);
        } catch (CheckFailedException e) {
            throw TokenFailure.lie(
                    "the token's RSA-OAEP worked in the rehearsal, but not beside this blob");
        }
    }
}
