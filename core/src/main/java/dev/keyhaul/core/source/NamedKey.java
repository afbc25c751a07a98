package dev.keyhaul.core.source;

import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.Optional;

/** A key that a text names; it is not open yet. */
public interface NamedKey {
    /** Which secret opens a key. */
    enum Secret {
        /** The password of a file. */
        PASSWORD,
        /** The PIN of a token. */
        PIN,
        /** Neither of these. */
        NONE
    }

    /** Returns which secret it may take to open the key. */
    Secret secret();

    /** Whether this process may see the key's clear form; never for a key that stays in a token. */
    boolean mayBeSoftware();

    /** Returns the file that holds the key, which no output may replace. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /** Returns the file that the text itself names for the secret. */
    default Optional<Path> secretFile() {
        return Optional.empty();
    }

    /**
     * Opens the key, which the caller closes. A software key's numbers are not checked: see {@link
     * dev.keyhaul.core.key.RsaKeyHealth}.
     *
     * @throws KeyTransferException when it is missing, ambiguous, or does not open
     */
    OpenedKey open(SourceContext context) throws KeyTransferException;
}
