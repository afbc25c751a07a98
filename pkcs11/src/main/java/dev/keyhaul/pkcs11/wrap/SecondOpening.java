package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.session.Session;

/** A proof of a blob's bytes in a second token, where they are opened and used as well. */
public interface SecondOpening {
    /**
     * Checks that the second token may open the key.
     *
     * @throws RefusedException if it keeps no master copy of it
     */
    void requireKeeps(KeyDescription target) throws RefusedException;

    /**
     * Opens the AES-KWP part of a ciphertext in the second token, and uses the key there.
     *
     * @param split where that part begins
     * @throws dev.keyhaul.core.CheckFailedException when it does not open there, or is another key
     */
    void prove(
            Session session, ShippingAes aes, byte[] ciphertext, int split, KeyDescription target)
            throws KeyTransferException;

    /** Says where, for reports. */
    String describe();
}
