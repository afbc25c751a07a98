package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.session.Session;
import java.security.SecureRandom;

/** A wrap under an AES key, and the proof of its bytes inside the token. */
sealed interface ProvenWrap permits WrapProofInToken, ControlledWrap {
    /**
     * Returns one with the controls that a blob has.
     *
     * @param encoding how the token encodes a key of this kind
     */
    static ProvenWrap of(
            Session session,
            HeldKey target,
            SecureRandom random,
            ControlKey.Encoding encoding,
            Controls controls)
            throws TokenException, CheckFailedException {
        WrapProofInToken proof =
                new WrapProofInToken(session, random, encoding, controls != Controls.NONE);
        return controls == Controls.WITH_CONTROL_KEY
                ? new ControlledWrap(
                        ControlKey.in(session, ControlKey.Kind.of(target.description())), proof)
                : proof;
    }

    /** Returns the AES-KWP part of the target. */
    byte[] wrap(WrappingAes aes, HeldKey target) throws TokenException;

    /**
     * Proves the AES-KWP part of a ciphertext.
     *
     * @param split where that part begins
     * @return whether the token refused each changed copy for its bytes
     * @throws CheckFailedException when a proof or a control fails
     * @throws TokenException when the token is out of reach, which proves nothing either way
     */
    boolean prove(WrappingAes aes, byte[] ciphertext, int split, HeldKey target)
            throws KeyTransferException;
}
