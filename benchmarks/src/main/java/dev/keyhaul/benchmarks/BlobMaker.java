package dev.keyhaul.benchmarks;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Consumer;

/** Wraps and unwraps many keys under one KEK. */
interface BlobMaker extends AutoCloseable {
    /** Wraps each target, and gives each ciphertext to {@code sink}. */
    void wrap(List<byte[]> targets, Consumer<Object> sink) throws GeneralSecurityException;

    /** Unwraps each ciphertext; one that does not open is an error. */
    void unwrap(List<byte[]> ciphertexts, Consumer<Object> sink) throws GeneralSecurityException;

    @Override
    default void close() {}
}
