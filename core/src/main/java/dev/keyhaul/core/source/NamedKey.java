package dev.keyhaul.core.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A key that a text names; it is not open yet. A source's own may be a lambda, which opens the key.
 * Immutable. Several threads may open it, each with a context of its own.
 *
 * <pre>{@code
 * NamedKey named = sources.parse("pfx:tenant.pfx#tenant"); // opens nothing
 * show(named.files(), named.secret()); // before anyone types it
 * try (OpenedKey opened = named.open(SourceContext.of(secrets))) {
 *     show(opened.key().description());
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
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

    /** {@return which secret it may take to open the key; none, unless this is overridden} */
    default Secret secret() {
        return Secret.NONE;
    }

    /**
     * {@return whether this process may see the key's clear form; false only for a key that its
     * home wraps} If it may, commands warn of unencrypted swap, and a batch works on more keys at
     * once. The rules for software keys follow the opened key, not this.
     */
    default boolean mayBeSoftware() {
        return true;
    }

    /** {@return the file that holds the key, which no output may replace} */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /** {@return the file that the text itself names for the secret} */
    default Optional<Path> secretFile() {
        return Optional.empty();
    }

    /** {@return the files and folders that are read to open the key; no output may replace them} */
    default List<Path> files() {
        return Stream.concat(file().stream(), secretFile().stream()).toList();
    }

    /**
     * Opens what the context shares between many keys, such as their token, and not the key: so
     * that it is known before a person approves what is done with the key.
     *
     * @param context the secrets, and what is open already
     * @return what identifies it, such as a token's serial number; empty if nothing is shared,
     *     unless this is overridden
     * @throws KeyTransferException when it does not open
     */
    default Optional<String> openShared(SourceContext context) throws KeyTransferException {
        Arguments.notNull("context", context);
        return Optional.empty();
    }

    /**
     * Opens the key, which the caller closes, and checks the health of a software key: a file may
     * hold any numbers, a token made its own.
     *
     * @param context the secrets, and what is open already
     * @return the key; the caller closes it
     * @throws KeyTransferException when it is missing, ambiguous, weak, or does not open
     */
    default OpenedKey open(SourceContext context) throws KeyTransferException {
        Arguments.notNull("context", context);
        OpenedKey opened = openUnchecked(context);
        try {
            if (opened.key() instanceof SoftwareKey software) {
                context.requireSound(software);
            }
            return opened;
        } catch (KeyTransferException | RuntimeException e) {
            try (opened) {
                throw e;
            }
        }
    }

    /**
     * Opens the key for {@link #open}, which checks its health.
     *
     * @param context the secrets, and what is open already
     * @return the key; the caller closes it
     * @throws KeyTransferException when it is missing, ambiguous, or does not open
     */
    OpenedKey openUnchecked(SourceContext context) throws KeyTransferException;

    /**
     * {@return a key in a file of its own}
     *
     * @param file holds the key; no output may replace it
     * @param secret that it may take to open the key
     * @param opener opens the key, as {@link #openUnchecked} says
     */
    static NamedKey inFile(Path file, Secret secret, NamedKey opener) {
        Arguments.notNull("file", file, "secret", secret, "opener", opener);
        return new NamedKey() {
            @Override
            public Secret secret() {
                return secret;
            }

            @Override
            public Optional<Path> file() {
                return Optional.of(file);
            }

            @Override
            public OpenedKey openUnchecked(SourceContext context) throws KeyTransferException {
                return opener.openUnchecked(context);
            }
        };
    }
}
