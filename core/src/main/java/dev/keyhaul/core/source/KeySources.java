package dev.keyhaul.core.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Opens a key by one string, such as {@code pfx:tenant.pfx}.
 *
 * <pre>{@code
 * KeySources sources =
 *         KeySources.of(List.of(new TokenSource(), new PfxSource(), new PemSource()));
 * SourceContext context =
 *         SourceContext.of(SourceSecrets.ofPassword(() -> Passphrase.read(passwordFile)));
 * try (OpenedKey opened = sources.parse("pfx:tenant.pfx").open(context)) {
 *     BlobWrapper.under(kek).build().wrap(opened.key()).writeTo(blobFile);
 * }
 * }</pre>
 *
 * <p>Keyhaul's own sources are not found automatically: give those that you want. For a scheme that
 * none of them has, {@link ServiceLoader} looks for a source of someone else's ({@link KeySource}).
 * No scheme has two sources. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KeySources {
    private final Map<String, KeySource> given;
    private @Nullable Map<String, KeySource> all;

    private KeySources(Map<String, KeySource> given) {
        this.given = given;
    }

    /**
     * Takes sources, which are searched before those that are found.
     *
     * @param sources those that you want, each with a scheme of its own
     * @return the sources
     * @throws IllegalArgumentException when two have the same scheme
     */
    public static KeySources of(Iterable<? extends KeySource> sources) {
        Map<String, KeySource> given = new LinkedHashMap<>();
        for (KeySource source : sources) {
            if (given.put(source.scheme(), source) != null) {
                throw new IllegalArgumentException("two sources of scheme " + source.scheme());
            }
        }
        return new KeySources(given);
    }

    /**
     * Reads a text of the operator's, whose relative paths begin at the working folder.
     *
     * @param text such as {@code pfx:tenant.pfx}
     * @return the named key, which is not open
     * @throws KeyTransferException when no source has its scheme, or it is malformed
     */
    public NamedKey parse(String text) throws KeyTransferException {
        return parse(text, Path.of(""), SourceTrust.OPERATOR);
    }

    /**
     * Reads a text. Opens nothing, and what it names need not be there.
     *
     * @param text such as {@code pfx:tenant.pfx}
     * @param baseFolder where relative paths begin
     * @param trust who wrote the text
     * @return the named key, which is not open
     * @throws KeyTransferException when no source has its scheme, it is malformed, or not allowed
     *     with this trust
     */
    public NamedKey parse(String text, Path baseFolder, SourceTrust trust)
            throws KeyTransferException {
        Arguments.notNull("baseFolder", baseFolder, "trust", trust);
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw unknown(text, given);
        }
        KeySource source = source(text, text.substring(0, colon));
        try {
            return source.parse(text.substring(colon + 1), baseFolder, trust);
        } catch (InvalidPathException e) {
            throw new MalformedInputException(
                    Reason.VALUE_FORM, "not a path: " + e.getInput(), "check the path");
        }
    }

    private KeySource source(String text, String scheme) throws KeyTransferException {
        KeySource known = given.get(scheme);
        if (known != null) {
            return known;
        }
        // Only now: a walk over all jars takes longer than most commands.
        Map<String, KeySource> searched = all();
        KeySource found = searched.get(scheme);
        if (found == null) {
            throw unknown(text, searched);
        }
        return found;
    }

    private synchronized Map<String, KeySource> all() throws RefusedException {
        if (all == null) {
            all = withFound();
        }
        return all;
    }

    private Map<String, KeySource> withFound() throws RefusedException {
        Map<String, KeySource> sources = new LinkedHashMap<>(given);
        try {
            for (KeySource found : ServiceLoader.load(KeySource.class)) {
                KeySource other = sources.put(found.scheme(), found);
                if (other != null) {
                    throw new RefusedException(
                            Reason.SOURCE_JAR,
                            "two sources of keys have the scheme "
                                    + found.scheme()
                                    + ": "
                                    + other.getClass().getName()
                                    + " and "
                                    + found.getClass().getName(),
                            "remove the jar of one of them");
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new RefusedException(
                    Reason.SOURCE_JAR,
                    "a source of keys cannot be loaded: " + e.getMessage(),
                    "remove its jar, or install the one for this version",
                    e);
        }
        return sources;
    }

    private static MalformedIdentifierException unknown(
            String text, Map<String, KeySource> sources) {
        return new MalformedIdentifierException(
                Reason.SOURCE_FORM,
                "not a source of keys: " + text.replaceFirst("[?].*", "?…"),
                sources.isEmpty()
                        ? "the application registered no source of keys"
                        : "a source is "
                                + sources.values().stream()
                                        .map(KeySource::form)
                                        .collect(Collectors.joining(", or ")));
    }
}
