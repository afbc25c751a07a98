package dev.keyhaul.benchmarks;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.keywrap.CipherSource;
import dev.keyhaul.core.keywrap.KeyUnwrapper;
import dev.keyhaul.core.keywrap.KeyWrappers;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;

/** Keyhaul's own wrappers and unwrapper, by the ciphers of a provider. */
final class KeyhaulBlobs implements BlobMaker {
    private final KeyWrappers wrappers;
    private final KeyUnwrapper unwrapper;

    /** Targets are in SecretBytes before anything is measured, as an application has them. */
    private final IdentityHashMap<List<byte[]>, List<SecretBytes>> secrets =
            new IdentityHashMap<>();

    KeyhaulBlobs(Provider provider, KeyPair kek) throws GeneralSecurityException {
        CipherSource ciphers = checked(provider);
        wrappers = new KeyWrappers((RSAPublicKey) kek.getPublic(), Competitor.HASH, ciphers);
        unwrapper =
                new KeyUnwrapper(
                        (RSAPrivateKey) kek.getPrivate(),
                        Competitor.HASH,
                        ciphers,
                        new SecureRandom());
    }

    private static CipherSource checked(Provider provider) throws GeneralSecurityException {
        try {
            return CipherSource.of(provider);
        } catch (CheckFailedException e) {
            throw new GeneralSecurityException(e);
        }
    }

    @Override
    public void wrap(List<byte[]> targets, Consumer<Object> sink) {
        secrets.computeIfAbsent(targets, all -> all.stream().map(SecretBytes::copyOf).toList())
                .forEach(target -> sink.accept(wrappers.wrap(target)));
    }

    @Override
    public void unwrap(List<byte[]> ciphertexts, Consumer<Object> sink)
            throws GeneralSecurityException {
        for (byte[] ciphertext : ciphertexts) {
            try (SecretBytes target = unwrapper.unwrap(ciphertext)) {
                sink.accept(target);
            } catch (CheckFailedException e) {
                throw new GeneralSecurityException(e);
            }
        }
    }

    @Override
    public void close() {
        secrets.values().forEach(all -> all.forEach(SecretBytes::close));
    }
}
