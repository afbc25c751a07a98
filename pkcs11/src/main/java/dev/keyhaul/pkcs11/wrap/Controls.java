package dev.keyhaul.pkcs11.wrap;

/** What is tried with a blob beside the proof of its bytes. */
enum Controls {
    /** A throw-away key under the same AES key, and a changed copy of both. */
    WITH_CONTROL_KEY,
    /** A changed copy of the bytes. */
    CHANGED_COPY,
    /** Nothing. */
    NONE
}
