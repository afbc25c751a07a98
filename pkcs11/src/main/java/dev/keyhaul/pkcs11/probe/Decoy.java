package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;

/**
 * What a token makes beside something of a blob that nobody here can open, and that is opened here:
 * a token that cannot tell the two apart, and does not know which comes first, lies about the one
 * that is looked at half the time.
 */
public sealed interface Decoy permits OaepDecoy, OneCallDecoy {
    /** Makes the part of the blob. */
    interface Part {
        byte[] make() throws KeyTransferException;
    }

    TriedToken token();

    /**
     * Makes the decoy, opens it, and looks at it.
     *
     * @throws CheckFailedException when it does not open, or its AES key was seen before
     */
    void make() throws KeyTransferException;

    /**
     * Makes the blob's part and the decoy, in random order.
     *
     * @return the blob's, which begins with its RSA-OAEP part
     * @throws CheckFailedException when the decoy is not right
     */
    default byte[] beside(Part ofBlob) throws KeyTransferException {
        boolean decoyFirst = token().random().nextBoolean();
        byte[] part = decoyFirst ? new byte[0] : ofBlob.make();
        make();
        return decoyFirst ? ofBlob.make() : part;
    }
}
