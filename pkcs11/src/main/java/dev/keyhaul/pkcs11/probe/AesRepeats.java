package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells AES keys that come again in an open token, without a look at any that ships: a throw-away
 * secret is wrapped under each, and equal bytes are an equal key. Of those that a rehearsal opened,
 * whose bytes are computed here, none may ship. A key that comes again makes the blob before void
 * as well: the error names it ({@link CheckFailedException#voided}).
 *
 * <p>Thread-safe. Some 400 bytes a blob are kept until the token is closed.
 */
public final class AesRepeats {
    private static final String THROW_AWAY = "";
    private static final String REPEATED =
            "the token made an AES key that it made before: its random numbers repeat";

    private final KnownSecret secret;

    /** With the SHA-256 of the blob that it is of; empty for a throw-away. */
    private final Map<Tag, String> seen = new ConcurrentHashMap<>();

    AesRepeats(KnownSecret secret) {
        this.secret = secret;
    }

    /** The first 16 bytes of a wrap: two keys have them in common once in 2^128 times. */
    private record Tag(long first, long second) {
        static Tag of(byte[] wrapped) {
            return new Tag(number(wrapped, 0), number(wrapped, Long.BYTES));
        }

        private static long number(byte[] bytes, int from) {
            long number = 0;
            for (int i = from; i < from + Long.BYTES; i++) {
                number = number << Byte.SIZE | Byte.toUnsignedInt(bytes[i]);
            }
            return number;
        }
    }

    /** How an AES key of the token wraps the secret. */
    public interface Wrap {
        byte[] of(long secret) throws KeyTransferException;
    }

    /**
     * Refuses a blob if its AES key or its RSA-OAEP part was seen before: no two honest parts are
     * equal.
     *
     * @param aes the blob's key
     * @param ciphertext the blob's bytes, which begin with the RSA-OAEP part
     * @throws CheckFailedException when it was, or what the key wrapped is not AES-KWP of the
     *     secret
     */
    public void requireNew(Wrap aes, byte[] ciphertext) throws KeyTransferException {
        String blob = Sha256.hex(ciphertext);
        requireNew(wrapped(aes), blob, REPEATED);
        requireNewOaep(ciphertext);
    }

    /**
     * Refuses a blob whose AES key nobody can use again, if its RSA-OAEP part was seen before.
     *
     * @param ciphertext the blob's bytes, which begin with that part
     */
    public void requireNewOaep(byte[] ciphertext) throws CheckFailedException {
        requireNew(
                ciphertext,
                Sha256.hex(ciphertext),
                "the token gave two blobs the same RSA-OAEP part");
    }

    /** Refuses a key that was opened here and seen before, and keeps it from shipping. */
    void requireNew(SecretBytes opened) throws CheckFailedException {
        for (byte[] computed : computed(opened).toList()) {
            requireNew(computed, THROW_AWAY, REPEATED);
        }
    }

    private void requireNew(byte[] bytes, String blob, String refusal) throws CheckFailedException {
        String before = seen.putIfAbsent(Tag.of(bytes), blob);
        if (before == null) {
            return;
        } else if (before.isEmpty()) {
            throw AesSamples.badRandom(refusal);
        }
        throw CheckFailedException.voiding(
                before,
                Reason.TOKEN_UNSOUND,
                refusal + "; that makes the blob before void as well",
                "do not import either blob, nor use this token's keys, until its vendor has examined it");
    }

    private byte[] wrapped(Wrap aes) throws KeyTransferException {
        byte[] wrapped = wrappedNow(aes);
        if (wrapped.length != KnownSecret.WRAPPED_BYTES) {
            throw TokenFailure.lie(
                    "the token's AES-KWP output has "
                            + wrapped.length
                            + " bytes; that of a throw-away secret has "
                            + KnownSecret.WRAPPED_BYTES);
        }
        return wrapped;
    }

    /**
     * The secret goes with a login that another thread has lost: then that of the new one serves.
     */
    private byte[] wrappedNow(Wrap aes) throws KeyTransferException {
        long handle = secret.handle();
        try {
            return aes.of(handle);
        } catch (TokenException e) {
            long next = secret.handle();
            if (next == handle || !TokenFailure.is(e, Ckr.KEY_HANDLE_INVALID)) {
                throw e;
            }
            return aes.of(next);
        }
    }

    /** A token may pad what it wraps. */
    private Stream<byte[]> computed(SecretBytes aes) {
        return aes.<Stream<byte[]>, RuntimeException>withRawSecretBytes(
                raw -> {
                    SecretKey key = new SecretKeySpec(raw, "AES");
                    return Stream.of(secret.kwp(key), secret.kwpOfZeroPadded(key));
                });
    }
}
