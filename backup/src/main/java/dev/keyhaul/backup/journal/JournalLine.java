package dev.keyhaul.backup.journal;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonValue;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.report.KeyValue;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
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

    static final JsonForm<JournalEntry> FORM =
            JsonForm.of(
                    MethodHandles.lookup(),
                    JournalEntry.class,
                    JsonValue.words(JournalEvent.class, JournalEvent::word),
                    KeyValue.publicKey());

    static JournalLine write(JournalEntry entry, @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        byte[] json = FORM.write(entry).toCompactString().getBytes(StandardCharsets.UTF_8);
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

    static JournalLine parse(byte[] line) throws KeyTransferException {
        return new JournalLine(FORM.parse(Arrays.copyOf(line, jsonLength(line))), line);
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
