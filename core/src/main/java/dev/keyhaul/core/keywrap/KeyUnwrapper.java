package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Opens many ciphertexts of RSA-AES key wrap with one RSA private key: what {@link KeyWrapper} is
 * to wrapping. Failures are those of {@link RsaAesKeyWrap#unwrap}: all alike, and after an OAEP
 * failure the work goes on with a random AES key.
 *
 * <p>Not thread-safe: one for each thread. Close it. The private key's copies in the JDK, or in an
 * accelerator, end with the garbage collector.
 */
public final class KeyUnwrapper implements AutoCloseable {
    private final int split;
    private final CipherSource ciphers;
    private final SecureRandom random;
    private final Cipher oaep;
    private final Cipher kwp;
    private @Nullable KwpLanes lanes;
    private boolean closed;

    private KeyUnwrapper(Builder options) throws GeneralSecurityException {
        split = RsaAesKeyWrap.oaepLengthBytes(options.kek);
        ciphers = options.accelerator.ciphers();
        random = options.random == null ? WrapRandom.create() : options.random;
        oaep = ciphers.oaep(Cipher.DECRYPT_MODE, options.kek, options.oaepHash, random);
        kwp = ciphers.kwp();
    }

    /** Begins an unwrapper for one KEK. */
    public static Builder with(RSAPrivateKey kek, OaepHash oaepHash) {
        return new Builder(kek, oaepHash);
    }

    /**
     * Opens one ciphertext; the caller closes the result.
     *
     * @throws CheckFailedException for any wrong key, length or byte, always the same
     * @throws IllegalStateException when this is closed
     */
    public SecretBytes unwrap(byte[] ciphertext) throws CheckFailedException {
        requireOpen();
        if (!isWellFormed(ciphertext)) {
            throw UnwrapFailure.create();
        }
        try (EphemeralAesKey aesKey = decryptedKeyOrRandom(ciphertext)) {
            kwp.init(Cipher.DECRYPT_MODE, aesKey);
            return SecretBytes.moveFrom(kwp.doFinal(ciphertext, split, ciphertext.length - split));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw UnwrapFailure.create();
        }
    }

    private boolean isWellFormed(byte[] ciphertext) {
        int kwpBytes = ciphertext.length - split;
        return kwpBytes >= KwpLane.BLOCK_BYTES && kwpBytes % AesKwp.SEMIBLOCK_BYTES == 0;
    }

    private EphemeralAesKey decryptedKeyOrRandom(byte[] ciphertext) {
        EphemeralAesKey aesKey = new EphemeralAesKey();
        byte[] raw = aesKey.rawBytes();
        random.nextBytes(raw);
        byte[] decrypted;
        try {
            decrypted = oaep.doFinal(ciphertext, 0, split);
        } catch (GeneralSecurityException | RuntimeException e) {
            return aesKey;
        }
        if (decrypted.length == raw.length) {
            System.arraycopy(decrypted, 0, raw, 0, raw.length);
        }
        Arrays.fill(decrypted, (byte) 0);
        return aesKey;
    }

    /**
     * Opens a stream of ciphertexts of any length, in bounded memory, and delivers a result for
     * each in their order; one that does not open does not stop the others. Up to {@value
     * KwpLanes#WINDOW} are taken before the first result is delivered. The receiver closes the
     * targets.
     *
     * <p>If {@code ciphertexts} throws, the results of what it gave before are delivered first. If
     * {@code results} throws, the batch ends at once.
     *
     * @throws IllegalStateException when this is closed
     */
    public void unwrapAll(Iterator<byte[]> ciphertexts, Consumer<? super Unwrapped> results) {
        requireOpen();
        try {
            if (lanes == null) {
                lanes = new KwpLanes(/* wraps= */ false, ciphers);
            }
            lanes.run(new Batch(ciphertexts, results));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no AES-256", e);
        }
    }

    /** What became of one ciphertext. */
    public sealed interface Unwrapped {
        /** Returns the ciphertext's place in the input, from 0. */
        long index();

        /** It was opened; the target is the receiver's to close. */
        record Opened(long index, SecretBytes target) implements Unwrapped {}

        /** It does not open: the same error for any wrong key, length or byte. */
        record Failed(long index, CheckFailedException error) implements Unwrapped {}
    }

    private record Job(long index, boolean wellFormed) {}

    final class Batch implements KwpLanes.Work<Job, Unwrapped> {
        private static final byte[] NOTHING = new byte[KwpLane.BLOCK_BYTES];

        private final Iterator<byte[]> ciphertexts;
        private final Consumer<? super Unwrapped> results;
        private long count;

        Batch(Iterator<byte[]> ciphertexts, Consumer<? super Unwrapped> results) {
            this.ciphertexts = ciphertexts;
            this.results = results;
        }

        @Override
        public boolean hasNext() {
            return ciphertexts.hasNext();
        }

        /** A ciphertext of no possible length takes a lane for one step, and keeps its place. */
        @Override
        public Job begin(KwpLane lane) throws GeneralSecurityException {
            byte[] ciphertext = ciphertexts.next();
            boolean wellFormed = isWellFormed(ciphertext);
            if (wellFormed) {
                try (EphemeralAesKey aesKey = decryptedKeyOrRandom(ciphertext)) {
                    lane.beginUnwrap(ciphertext, split, ciphertext.length - split, aesKey);
                }
            } else {
                try (EphemeralAesKey none = new EphemeralAesKey()) {
                    lane.beginUnwrap(NOTHING, 0, NOTHING.length, none);
                }
            }
            return new Job(count++, wellFormed);
        }

        @Override
        public Unwrapped finish(Job job, KwpLane lane) {
            int length = lane.targetLength();
            if (!job.wellFormed || length < 0) {
                return new Unwrapped.Failed(job.index, UnwrapFailure.create());
            }
            byte[] target = new byte[length];
            lane.writeTarget(target);
            return new Unwrapped.Opened(job.index, SecretBytes.moveFrom(target));
        }

        @Override
        public void accept(Unwrapped result) {
            results.accept(result);
        }

        @Override
        public void discard(Unwrapped result) {
            if (result instanceof Unwrapped.Opened opened) {
                opened.target().close();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("unwrapper is closed");
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

    /** What an unwrapper is made of; what is not said is the JDK, and a generator of its own. */
    public static final class Builder {
        private final RSAPrivateKey kek;
        private final OaepHash oaepHash;
        private Accelerator accelerator = Accelerator.none();
        private @Nullable SecureRandom random;

        private Builder(RSAPrivateKey kek, OaepHash oaepHash) {
            this.kek = kek;
            this.oaepHash = oaepHash;
        }

        /** Lets an accelerator do the RSA operation, and AES-KWP of single ciphertexts. */
        public Builder accelerator(Accelerator accelerator) {
            this.accelerator = accelerator;
            return this;
        }

        /** Takes the keys that stand in after an OAEP failure from here. */
        public Builder random(SecureRandom random) {
            this.random = random;
            return this;
        }

        /**
         * Makes the unwrapper; the caller closes it.
         *
         * @throws IllegalArgumentException when the KEK is not usable
         */
        public KeyUnwrapper build() {
            try {
                return new KeyUnwrapper(this);
            } catch (InvalidKeyException e) {
                throw new IllegalArgumentException("not a usable RSA private key", e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("no RSA-OAEP or AES-KWP", e);
            }
        }
    }
}
