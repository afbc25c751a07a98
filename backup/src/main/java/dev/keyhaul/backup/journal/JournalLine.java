package dev.keyhaul.backup.journal;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An entry as the file has it: JSON on one line and, where an evidence key signed it, a tab and the
 * signature over the JSON's bytes in base64. JSON on one line has no tab of its own.
 *
 * @param entry what it says
 * @param bytes the whole line, without its newline
 */
record JournalLine(JournalEntry entry, byte[] bytes) {
    private static final byte TAB = '\t';

    static JournalLine write(JournalEntry entry, @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        byte[] json = json(entry).toCompactString().getBytes(StandardCharsets.UTF_8);
        if (signer == null) {
            return new JournalLine(entry, json);
        }
        byte[] signature = Base64.getEncoder().encode(signer.sign(json));
        byte[] line = new byte[json.length + 1 + signature.length];
        System.arraycopy(json, 0, line, 0, json.length);
        line[json.length] = TAB;
        System.arraycopy(signature, 0, line, json.length + 1, signature.length);
        return new JournalLine(entry, line);
    }

    private static JsonObject json(JournalEntry entry) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("number", entry.number())
                        .put("time", entry.time().toString())
                        .put("by", entry.by())
                        .put("event", entry.event().word())
                        .put("details", entry.details())
                        .put("previous", entry.previous());
        entry.signer().ifPresent(key -> json.put("signed_by", PublicKeyEncoding.base64(key)));
        return json.build();
    }

    static JournalLine parse(byte[] line) throws KeyTransferException {
        try {
            JsonObject json = JsonObject.parse(Arrays.copyOf(line, jsonLength(line)));
            json.requireOnly("number", "time", "by", "event", "details", "previous", "signed_by");
            return new JournalLine(entry(json), line);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, String.valueOf(e.getMessage()), null, e);
        }
    }

    private static JournalEntry entry(JsonObject json) throws KeyTransferException {
        String event = json.string("event");
        return new JournalEntry(
                json.number("number"),
                Instant.parse(json.string("time")),
                json.string("by"),
                JournalEvent.of(event)
                        .orElseThrow(
                                () ->
                                        new MalformedInputException(
                                                Reason.FORMAT_VERSION, "unknown event " + event)),
                json.texts("details"),
                json.string("previous"),
                json.has("signed_by") ? publicKey(json.string("signed_by")) : null);
    }

    private static PublicKey publicKey(String base64) throws KeyTransferException {
        return PublicKeyEncoding.parse(Base64.getDecoder().decode(base64));
    }

    String sha256() {
        return Sha256.hex(bytes);
    }

    /** Checks the signature of an entry that says it is signed. */
    void requireSignatureHolds() throws KeyTransferException {
        PublicKey signer = entry.signedBy();
        if (signer == null) {
            return;
        }
        int length = jsonLength(bytes);
        byte[] json = Arrays.copyOf(bytes, length);
        if (length == bytes.length
                || !KeyChallenge.verifiesRs256(signer, json, signature(length + 1))) {
            throw Damage.because(
                    "the signature of the journal's entry " + entry.number() + " does not hold");
        }
    }

    private byte[] signature(int from) {
        try {
            return Base64.getDecoder().decode(Arrays.copyOfRange(bytes, from, bytes.length));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static int jsonLength(byte[] line) {
        for (int at = 0; at < line.length; at++) {
            if (line[at] == TAB) {
                return at;
            }
        }
        return line.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JournalLine that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
