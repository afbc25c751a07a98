package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Iterator;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Wraps many targets under one RSA public key by RSA-AES key wrap (PKCS#11 v3.0 §6.1.18), each
 * under a new AES-256 key; the same bytes as {@link RsaAesKeyWrap} makes, faster. Ciphers are made
 * once and used again, and a {@linkplain #wrapAll batch} interleaves the AES-KWP of eight targets.
 *
 * <p>Not thread-safe: one for each thread, which shares nothing with the others. Close it: AES keys
 * and what the lanes hold are zeroed. SunJCE's own copies, of the last AES keys in expanded form,
 * end with the garbage collector.
 */
public final class KeyWrapper implements AutoCloseable {
    private final RSAPublicKey kek;
    private final OaepHash oaepHash;
    private final CipherSource ciphers;
    private final RepetitionCheck random;
    private final Cipher oaep;
    private final Cipher kwp;
    private @Nullable KwpLanes lanes;
    private boolean closed;

    private KeyWrapper(Builder options) throws GeneralSecurityException {
        kek = options.kek;
        oaepHash = options.oaepHash;
        ciphers = options.accelerator.ciphers();
        SecureRandom source = options.random == null ? WrapRandom.create() : options.random;
        random = new RepetitionCheck(source);
        oaep = ciphers.oaep(Cipher.ENCRYPT_MODE, kek, oaepHash, source);
        kwp = ciphers.kwp();
    }

    /** Begins a wrapper for one KEK. */
    public static Builder under(RSAPublicKey kek, OaepHash oaepHash) {
        return new Builder(kek, oaepHash);
    }

    /** Returns the key under which this wraps. */
    public RSAPublicKey kek() {
        return kek;
    }

    /** Returns the hash of its OAEP. */
    public OaepHash oaepHash() {
        return oaepHash;
    }

    /**
     * Wraps one target of 1 byte or more.
     *
     * @throws IllegalStateException when this or the target is closed, or the random number
     *     generator repeats itself
     */
    public byte[] wrap(SecretBytes target) {
        requireOpen();
        if (target.lengthBytes() == 0) {
            throw new IllegalArgumentException("AES-KWP takes 1 byte or more");
        }
        try (EphemeralAesKey aesKey = random.newKey()) {
            kwp.init(Cipher.ENCRYPT_MODE, aesKey);
            // With an output offset SunJCE throws for most lengths (seen on 17.0.21 and 25.0.3).
            byte[] kwpPart = target.withRawSecretBytes(kwp::doFinal);
            byte[] ciphertext = withEncrypted(aesKey, kwpPart.length);
            System.arraycopy(
                    kwpPart, 0, ciphertext, ciphertext.length - kwpPart.length, kwpPart.length);
            return ciphertext;
        } catch (GeneralSecurityException e) {
            throw notUsable(e);
        }
    }

    /** Returns a ciphertext whose AES-KWP part, of that length, is still to come. */
    private byte[] withEncrypted(EphemeralAesKey aesKey, int kwpBytes)
            throws GeneralSecurityException {
        byte[] ciphertext = new byte[RsaAesKeyWrap.oaepLengthBytes(kek) + kwpBytes];
        oaep.doFinal(aesKey.rawBytes(), 0, EphemeralAesKey.LENGTH_BYTES, ciphertext, 0);
        return ciphertext;
    }

    /**
     * Wraps a stream of targets of any length, in bounded memory: up to {@value KwpLanes#WINDOW}
     * are taken before the first ciphertext is delivered. Ciphertexts come in the order of the
     * targets. A target must stay open until its ciphertext was delivered; the caller closes it.
     *
     * <p>If {@code targets} throws, the ciphertexts of what it gave before are delivered first. If
     * {@code ciphertexts} throws, the batch ends at once.
     *
     * @throws IllegalStateException when this or a target is closed, or the random number generator
     *     repeats itself
     */
    public void wrapAll(Iterator<SecretBytes> targets, Consumer<? super byte[]> ciphertexts) {
        requireOpen();
        try {
            if (lanes == null) {
                lanes = new KwpLanes(/* wraps= */ true, ciphers);
            }
            lanes.run(new Batch(targets, ciphertexts));
        } catch (GeneralSecurityException e) {
            throw notUsable(e);
        }
    }

    private final class Batch implements KwpLanes.Work<byte[], byte[]> {
        private final Iterator<SecretBytes> targets;
        private final Consumer<? super byte[]> ciphertexts;

        Batch(Iterator<SecretBytes> targets, Consumer<? super byte[]> ciphertexts) {
            this.targets = targets;
            this.ciphertexts = ciphertexts;
        }

        @Override
        public boolean hasNext() {
            return targets.hasNext();
        }

        @Override
        public byte[] begin(KwpLane lane) throws GeneralSecurityException {
            SecretBytes target = targets.next();
            try (EphemeralAesKey aesKey = random.newKey()) {
                int targetBytes =
                        target.<Integer, GeneralSecurityException>withRawSecretBytes(
                                raw -> {
                                    lane.beginWrap(raw, aesKey);
                                    return raw.length;
                                });
                return withEncrypted(aesKey, AesKwp.wrappedLengthBytes(targetBytes));
            }
        }

        @Override
        public byte[] finish(byte[] ciphertext, KwpLane lane) {
            lane.writeWrapped(ciphertext, RsaAesKeyWrap.oaepLengthBytes(kek));
            return ciphertext;
        }

        @Override
        public void accept(byte[] ciphertext) {
            ciphertexts.accept(ciphertext);
        }

        @Override
        public void discard(byte[] ciphertext) {
            // Nothing secret is in it.
        }
    }

    private static IllegalArgumentException notUsable(GeneralSecurityException e) {
        return new IllegalArgumentException("not a usable RSA public key", e);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("wrapper is closed");
        }
    }

    /** Zeroes what it holds; closing twice has no effect. */
    @Override
    public void close() {
        closed = true;
        CipherSource.forgetKey(kwp);
        if (lanes != null) {
            lanes.close();
        }
    }

    /** What a wrapper is made of; what is not said is the JDK, and a generator of its own. */
    public static final class Builder {
        private final RSAPublicKey kek;
        private final OaepHash oaepHash;
        private Accelerator accelerator = Accelerator.none();
        private @Nullable SecureRandom random;

        private Builder(RSAPublicKey kek, OaepHash oaepHash) {
            this.kek = kek;
            this.oaepHash = oaepHash;
        }

        /** Lets an accelerator do the RSA operation, and AES-KWP of single targets. */
        public Builder accelerator(Accelerator accelerator) {
            this.accelerator = accelerator;
            return this;
        }

        /** Takes AES keys and OAEP's seeds from here; an accelerator makes its seeds itself. */
        public Builder random(SecureRandom random) {
            this.random = random;
            return this;
        }

        /**
         * Makes the wrapper; the caller closes it.
         *
         * @throws IllegalArgumentException when the KEK is not usable
         */
        public KeyWrapper build() {
            try {
                return new KeyWrapper(this);
            } catch (GeneralSecurityException e) {
                throw notUsable(e);
            }
        }
    }
}
