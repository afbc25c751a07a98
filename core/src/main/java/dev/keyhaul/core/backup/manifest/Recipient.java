package dev.keyhaul.core.backup.manifest;

import dev.keyhaul.core.key.WrapMethod;

/** Who can open a master copy, alone. */
public sealed interface Recipient permits TokenRecipient {
    /** Names the key that opens the copy, never its value: a fingerprint or a key check value. */
    String identity();

    /** Tells whether this recipient can open what is wrapped by {@code method}. */
    boolean opens(WrapMethod method);

    /** Names the recipient for people. */
    String describe();
}
