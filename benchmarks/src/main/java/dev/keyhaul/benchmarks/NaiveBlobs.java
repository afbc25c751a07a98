package dev.keyhaul.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.function.Consumer;

/** Everything anew for each key. */
record NaiveBlobs(KeyPair kek) implements BlobMaker {
    @Override
    public void wrap(List<byte[]> targets, Consumer<Object> sink) throws GeneralSecurityException {
        for (byte[] target : targets) {
            new ProviderBlobs(Keys.sunJce(), kek).wrap(List.of(target), sink);
        }
    }

    @Override
    public void unwrap(List<byte[]> ciphertexts, Consumer<Object> sink)
            throws GeneralSecurityException {
        for (byte[] ciphertext : ciphertexts) {
            new ProviderBlobs(Keys.sunJce(), kek).unwrap(List.of(ciphertext), sink);
        }
    }
}
