package dev.keyhaul.benchmarks;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.keywrap.Accelerator;
import dev.keyhaul.core.keywrap.KeyUnwrapper;
import dev.keyhaul.core.keywrap.KeyUnwrapper.Unwrapped;
import dev.keyhaul.core.keywrap.KeyWrapper;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;

/** Keyhaul's own wrapper and unwrapper. */
final class KeyhaulBlobs implements BlobMaker {
    private final KeyWrapper wrapper;
    private final KeyUnwrapper unwrapper;
    private final boolean batch;

    /** Targets are in SecretBytes before anything is measured, as an application has them. */
    private final IdentityHashMap<List<byte[]>, List<SecretBytes>> secrets =
            new IdentityHashMap<>();

    KeyhaulBlobs(KeyPair kek, Accelerator accelerator, boolean batch) {
        wrapper =
                KeyWrapper.under((RSAPublicKey) kek.getPublic(), Competitor.HASH)
                        .accelerator(accelerator)
                        .build();
        unwrapper =
                KeyUnwrapper.with((RSAPrivateKey) kek.getPrivate(), Competitor.HASH)
                        .accelerator(accelerator)
                        .build();
        this.batch = batch;
    }

    @Override
    public void wrap(List<byte[]> targets, Consumer<Object> sink) {
        List<SecretBytes> secret =
                secrets.computeIfAbsent(
                        targets, all -> all.stream().map(SecretBytes::copyOf).toList());
        if (batch) {
            wrapper.wrapAll(secret.iterator(), sink);
        } else {
            secret.forEach(target -> sink.accept(wrapper.wrap(target)));
        }
    }

    @Override
    public void unwrap(List<byte[]> ciphertexts, Consumer<Object> sink)
            throws GeneralSecurityException {
        if (batch) {
            unwrapper.unwrapAll(ciphertexts.iterator(), result -> sink.accept(opened(result)));
            return;
        }
        for (byte[] ciphertext : ciphertexts) {
            try (SecretBytes target = unwrapper.unwrap(ciphertext)) {
                sink.accept(target);
            } catch (CheckFailedException e) {
                throw new GeneralSecurityException(e);
            }
        }
    }

    private static SecretBytes opened(Unwrapped result) {
        if (result instanceof Unwrapped.Opened opened) {
            opened.target().close();
            return opened.target();
        }
        throw new IllegalStateException("does not open");
    }

    @Override
    public void close() {
        wrapper.close();
        unwrapper.close();
        secrets.values().forEach(all -> all.forEach(SecretBytes::close));
    }
}
