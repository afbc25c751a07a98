package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.key.WrapMethod;

/** Who can open a master copy, alone. */
public sealed interface Recipient
        permits TokenRecipient, CertificateHolder, PasswordHolder, ShareHolders {
    /** Names the key that opens the copy, never its value: a fingerprint or a key check value. */
    String identity();

    /** Tells whether this recipient can open what is wrapped by {@code method}. */
    boolean opens(WrapMethod method);

    /** Tells whether the recipient can still open a copy when one person is gone. */
    boolean outlivesAPerson();

    /**
     * Tells whether whoever makes a copy for this recipient can restore it at once: not where the
     * recipient's private key is elsewhere.
     */
    boolean isTestedWhenMade();

    /** Names the recipient for people. */
    String describe();
}
