package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyChallenge;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * <p>The signed bytes are lines of ASCII, each with a newline; RSASSA-PKCS1-v1_5 with SHA-256 (RFC
 * 8017 §8.2), which OpenSSL verifies.
 *
 * @param copy the copy that was restored
 * @param manifestSha256 the SHA-256 of its manifest, in hex
 * @param time when it was restored
 * @param nonce 32 random bytes, in hex
 * @param signature in base64
 */
public record RestoreProof(
        CopyId copy, String manifestSha256, Instant time, String nonce, String signature) {
    /** Keeps these signatures apart from all others that the key makes. */
    private static final String CONTEXT = "keyhaul proof of a restored key, version 1";

    private static final String TIME = "proven_at";
    private static final String NONCE = "nonce";
    private static final String SIGNATURE = "key_signature";

    /** A key that was restored, in a token or in memory. */
    @FunctionalInterface
    public interface RestoredKey {
        /**
         * Signs by RSASSA-PKCS1-v1_5 with SHA-256; the data is hashed by the signer.
         *
         * @throws KeyTransferException when its token fails
         */
        byte[] sign(byte[] data) throws KeyTransferException;
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
        String nonce = HexFormat.of().formatHex(KeyChallenge.random(random));
        Instant time = now.truncatedTo(ChronoUnit.MILLIS);
        byte[] signed = message(copy.id(), copy.manifestSha256(), time, nonce);
        byte[] signature = key.sign(signed);
        if (!isSigned(copy, signed, signature)) {
            throw new CheckFailedException("the restored key does not sign as the copy's key");
        }
        return new RestoreProof(
                copy.id(),
                copy.manifestSha256(),
                time,
                nonce,
                Base64.getEncoder().encodeToString(signature));
    }

    private static byte[] message(CopyId copy, String manifestSha256, Instant time, String nonce) {
        return String.join(
                        "\n",
                        CONTEXT,
                        JournalEntry.COPY + "=" + copy,
                        JournalEntry.MANIFEST + "=" + manifestSha256,
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
        details.put(SIGNATURE, signature);
        return details;
    }

    /**
     * Returns when the copy was restored, if the entry proves it: by a signature of the copy's key
     * over the copy as it is now.
     */
    static Optional<Instant> timeIn(JournalEntry entry, MasterCopy copy) {
        Map<String, String> details = entry.details();
        try {
            Instant time = Instant.parse(details.getOrDefault(TIME, ""));
            byte[] signed =
                    message(
                            copy.id(),
                            copy.manifestSha256(),
                            time,
                            details.getOrDefault(NONCE, ""));
            byte[] signature = Base64.getDecoder().decode(details.getOrDefault(SIGNATURE, ""));
            return isSigned(copy, signed, signature) ? Optional.of(time) : Optional.empty();
        } catch (DateTimeException | IllegalArgumentException | RefusedException e) {
            return Optional.empty();
        }
    }

    private static boolean isSigned(MasterCopy copy, byte[] signed, byte[] signature)
            throws RefusedException {
        return KeyChallenge.verifiesRs256(
                copy.manifest().description().requireRsa(), signed, signature);
    }

    /** Whether the entry has such a signature at all; entries of older versions have none. */
    static boolean isIn(JournalEntry entry) {
        return entry.details().containsKey(SIGNATURE);
    }
}
