package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;

/**
 * The RSA-OAEP part of a blob, which nobody here can open, and beside it that of a fresh AES key
 * under the session's {@link SoftwareKek}, which is opened: a token that cannot tell them apart,
 * and does not know which comes first, lies about the one that is looked at half the time.
 */
public record OaepDecoy(Session session, Mechanism keyWrap, WrapSizes sizes, TriedToken token) {
    /** Makes the part of the blob. */
    public interface Part {
        byte[] make() throws KeyTransferException;
    }

    /**
     * Makes the blob's part and the decoy's, in random order.
     *
     * @return the blob's
     * @throws CheckFailedException when the decoy's does not open, or its AES key was seen before
     */
    public byte[] beside(Part ofBlob) throws KeyTransferException {
        SoftwareKek kek = SoftwareKek.ofDecoys(session, sizes, token.random());
        boolean decoyFirst = token.random().nextBoolean();
        try (RehearsalAes decoy = RehearsalAes.generate(session, keyWrap)) {
            byte[] part = decoyFirst ? new byte[0] : ofBlob.make();
            try (SecretBytes opened = opened(kek, decoy)) {
                token.repeats().requireNew(opened);
            }
            return decoyFirst ? ofBlob.make() : part;
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
