package dev.keyhaul.core.backup.journal;

import dev.keyhaul.core.backup.manifest.CopyId;
import java.security.interfaces.RSAPublicKey;
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
        @Nullable RSAPublicKey signedBy) {

    /** Detail: the copy that it is about. */
    public static final String COPY = "copy";

    /** Detail: SHA-256 of that copy's manifest. */
    public static final String MANIFEST = "manifest_sha256";

    /** Detail: who opened the copy. */
    public static final String RECIPIENT = "recipient";

    /** Copies the details and keeps their order. */
    public JournalEntry {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Tells whether it is about a copy. */
    public boolean isAbout(CopyId id) {
        return id.text().equals(details.get(COPY));
    }

    /** Returns the evidence key that signed it. */
    public Optional<RSAPublicKey> signer() {
        return Optional.ofNullable(signedBy);
    }
}
