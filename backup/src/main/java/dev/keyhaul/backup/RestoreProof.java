package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A signature that a restored key made: whoever has not the key cannot claim that it was restored,
 * not even with the evidence key. It names the copy, the SHA-256 of its manifest, the time and a
 * nonce; so it proves nothing about another copy, and keeps its time wherever it is written.
 *
 * <p>The signed bytes are lines of ASCII, each with a newline. An RSA key signs by
 * RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2), which OpenSSL verifies; an EC key by ECDSA as
 * {@link KeyChallenge#verifies} says.
 *
 * <p>An AES key signs nothing: it encrypts the SHA-256 of the lines, with CBC and an IV of zeros.
 * Only the key itself can check that, so for readers it counts as the word of the evidence key that
 * signed the entry.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class RestoreProof {
    private final CopyId copy;
    private final String manifestSha256;
    private final Instant time;
    private final String nonce;
    private final Form form;
    private final String answer;

    private RestoreProof(MasterCopy copy, Instant time, String nonce, Form form, byte[] answer) {
        this.copy = copy.id();
        this.manifestSha256 = copy.manifestSha256();
        this.time = time;
        this.nonce = nonce;
        this.form = form;
        this.answer = Base64.getEncoder().encodeToString(answer);
    }

    /** Returns the copy that was restored. */
    public CopyId copy() {
        return copy;
    }

    /** Returns the SHA-256 of its manifest, in hex. */
    public String manifestSha256() {
        return manifestSha256;
    }

    /** Returns when it was restored. */
    public Instant time() {
        return time;
    }

    /** Returns 32 random bytes, in hex. */
    public String nonce() {
        return nonce;
    }

    /** Returns how the key answered. */
    public Form form() {
        return form;
    }

    /** Returns the signature or the encrypted hash, in base64. */
    public String answer() {
        return answer;
    }

    /** How a restored key answers. */
    public enum Form {
        /** It signs. */
        SIGNATURE("key_signature"),
        /** It encrypts: an AES key. */
        ENCRYPTION("key_answer");

        private final String detail;

        Form(String detail) {
            this.detail = detail;
        }
    }

    /** Keeps these signatures apart from all others that the key makes. */
    private static final String CONTEXT = "keyhaul proof of a restored key, version 1";

    private static final String TIME = "proven_at";
    private static final String NONCE = "nonce";
    private static final int ANSWER_BYTES = 32;

    /**
     * A key that was restored, in a token or in memory. Used by one thread at a time, as is what it
     * holds.
     */
    @FunctionalInterface
    public interface RestoredKey {
        /**
         * Signs in the way of the key's kind; the data is hashed by the signer.
         *
         * @throws KeyTransferException when its token fails
         */
        byte[] sign(byte[] data) throws KeyTransferException;
    }

    /**
     * An AES key that was restored, in a token or in memory. Used by one thread at a time, as is
     * what it holds.
     */
    public interface RestoredAesKey {
        /**
         * Encrypts whole blocks with CBC, an IV of zeros and no padding.
         *
         * @throws KeyTransferException when its token fails
         */
        byte[] encrypt(byte[] blocks) throws KeyTransferException;

        /**
         * Decrypts what {@link #encrypt} gave; the caller closes it.
         *
         * @throws KeyTransferException when its token fails
         */
        SecretBytes decrypt(byte[] ciphertext) throws KeyTransferException;
    }

    /**
     * Lets a restored key sign.
     *
     * @throws CheckFailedException when it is not the copy's key, or does not sign
     * @throws KeyTransferException when its token fails
     */
    public static RestoreProof make(
            MasterCopy copy, RestoredKey key, Instant now, SecureRandom random)
            throws KeyTransferException {
        Arguments.notNull("copy", copy, "key", key, "now", now);
        String nonce = HexFormat.of().formatHex(KeyChallenge.random(random));
        Instant time = now.truncatedTo(ChronoUnit.MILLIS);
        byte[] signed = message(copy, time, nonce);
        byte[] signature = key.sign(signed);
        if (!isSigned(copy, signed, signature)) {
            throw new CheckFailedException(
                    Reason.RESTORED_KEY_WRONG,
                    "a signature by the restored key does not verify with the copy's public key");
        }
        return new RestoreProof(copy, time, nonce, Form.SIGNATURE, signature);
    }

    /**
     * Lets a restored AES key encrypt, and decrypt what it gave; that it is the copy's key, the
     * caller has checked by its fingerprint.
     *
     * @throws CheckFailedException when it does not encrypt and decrypt
     * @throws KeyTransferException when its token fails
     */
    public static RestoreProof make(
            MasterCopy copy, RestoredAesKey key, Instant now, SecureRandom random)
            throws KeyTransferException {
        Arguments.notNull("copy", copy, "key", key, "now", now);
        String nonce = HexFormat.of().formatHex(KeyChallenge.random(random));
        Instant time = now.truncatedTo(ChronoUnit.MILLIS);
        byte[] challenge = Sha256.begin().digest(message(copy, time, nonce));
        byte[] answer = key.encrypt(challenge);
        try (SecretBytes decrypted = key.decrypt(answer)) {
            boolean same =
                    decrypted.withRawSecretBytes(clear -> MessageDigest.isEqual(clear, challenge));
            if (answer.length != ANSWER_BYTES || Arrays.equals(answer, challenge) || !same) {
                throw new CheckFailedException(
                        Reason.RESTORED_KEY_WRONG, "the restored key does not encrypt and decrypt");
            }
        }
        return new RestoreProof(copy, time, nonce, Form.ENCRYPTION, answer);
    }

    private static byte[] message(MasterCopy copy, Instant time, String nonce) {
        return String.join(
                        "\n",
                        CONTEXT,
                        JournalEntry.COPY + "=" + copy.id(),
                        JournalEntry.MANIFEST + "=" + copy.manifestSha256(),
                        TIME + "=" + time,
                        NONCE + "=" + nonce,
                        "")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns what an entry of the journal says of it. */
    Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(JournalEntry.COPY, copy.text());
        details.put(JournalEntry.MANIFEST, manifestSha256);
        details.put(TIME, time.toString());
        details.put(NONCE, nonce);
        details.put(form.detail, answer);
        return details;
    }

    /**
     * Returns when the copy was restored, if the entry proves it: by a signature of the copy's key
     * over the copy as it is now. For an AES key, which signs nothing, an entry counts that a
     * trusted evidence key signed and that has an answer.
     */
    static Optional<Instant> timeIn(JournalEntry entry, MasterCopy copy, boolean trusted) {
        Map<String, String> details = entry.details();
        Optional<PublicKey> key = copy.manifest().description().publicKey();
        Form form = key.isPresent() ? Form.SIGNATURE : Form.ENCRYPTION;
        try {
            Instant time = Instant.parse(details.getOrDefault(TIME, ""));
            String nonce = details.getOrDefault(NONCE, "");
            byte[] answer = Base64.getDecoder().decode(details.getOrDefault(form.detail, ""));
            byte[] signed = message(copy, time, nonce);
            boolean proven =
                    key.isPresent()
                            ? KeyChallenge.verifies(key.get(), signed, answer)
                            : trusted && isAnswer(nonce, answer);
            return proven ? Optional.of(time) : Optional.empty();
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isAnswer(String nonce, byte[] answer) {
        return Sha256.isHex(nonce) && answer.length == ANSWER_BYTES;
    }

    private static boolean isSigned(MasterCopy copy, byte[] signed, byte[] signature) {
        return copy.manifest()
                .description()
                .publicKey()
                .filter(key -> KeyChallenge.verifies(key, signed, signature))
                .isPresent();
    }

    /** Whether the entry has such an answer at all. */
    static boolean isIn(JournalEntry entry) {
        return entry.details().containsKey(Form.SIGNATURE.detail)
                || entry.details().containsKey(Form.ENCRYPTION.detail);
    }
}
