package dev.keyhaul.backup.journal;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.Fingerprint;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a journal.
 *
 * @param number its place, from 1
 * @param time when it was written, as the clock said
 * @param by who did it, as user@host
 * @param event what happened
 * @param details facts by name, such as {@link #COPY}
 * @param previous SHA-256 of the entry before
 * @param signedBy the evidence key that signed it, and with it all before; null where none did
 */
public record JournalEntry(
        long number,
        Instant time,
        String by,
        JournalEvent event,
        Map<String, String> details,
        String previous,
        @Nullable PublicKey signedBy) {

    /** Detail: the copy that it is about. */
    public static final String COPY = "copy";

    /** Detail: SHA-256 of that copy's manifest. */
    public static final String MANIFEST = "manifest_sha256";

    /** Detail: who opened the copy. */
    public static final String RECIPIENT = "recipient";

    /** Detail: the fingerprint of the evidence key that signs from the next entry on. */
    public static final String KEY = "key";

    /** Detail: why a journal is taken over without its old evidence key. */
    public static final String REASON = "reason";

    /** Copies the details and keeps their order. */
    public JournalEntry {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        if (event == JournalEvent.EVIDENCE_KEY) {
            named(details);
        }
    }

    private static Fingerprint named(Map<String, String> details) {
        try {
            return Fingerprint.parse(details.getOrDefault(KEY, ""));
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException("entry names no evidence key", e);
        }
    }

    /** Whether it is about a copy. */
    public boolean isAbout(CopyId id) {
        return id.text().equals(details.get(COPY));
    }

    /** Returns the evidence key that signed it. */
    Optional<PublicKey> signer() {
        return Optional.ofNullable(signedBy);
    }

    /** Returns the key that signs the next entry; empty when this one is not signed. */
    Optional<Fingerprint> nextSigner() {
        return signer().map(
                        key ->
                                event == JournalEvent.EVIDENCE_KEY
                                        ? named(details)
                                        : Fingerprint.of(key));
    }

    /** Whether a key took the journal over in its own name, without the old key. */
    boolean isTakeOver() {
        return event == JournalEvent.EVIDENCE_KEY
                && signer().filter(named(details)::matches).isPresent();
    }
}
