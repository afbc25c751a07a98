package dev.keyhaul.core.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.TypedPath;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
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
    /** A parameter in the manner of a URI or of a form; a file has none. */
    private static final Pattern PARAMETER = Pattern.compile("[?]|[;&,|\\s]\\s*[\\p{L}_-]+\\s*=");

    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)(^|[^\\p{L}])(pin|pass|password|passwd|passphrase|pwd|secret)([-_]?\\p{L}*)\\s*[=:]");

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
     * Reads a text as {@link #parse(String, Path)} does; its relative paths begin at the working
     * folder.
     *
     * @param text such as {@code pfx:tenant.pfx}
     * @return the named key, which is not open
     * @throws KeyTransferException when no source has its scheme, it is malformed, or it names what
     *     only an operator may name
     */
    public NamedKey parse(String text) throws KeyTransferException {
        return parse(text, Path.of(""));
    }

    /**
     * Reads a text that came in a file, or from anywhere else: it cannot name a PKCS#11 module or
     * the file of a PIN. Opens nothing, and what it names need not be there.
     *
     * @param text such as {@code pfx:tenant.pfx}
     * @param baseFolder where relative paths begin
     * @return the named key, which is not open
     * @throws KeyTransferException when no source has its scheme, it is malformed, or it names what
     *     only an operator may name
     */
    public NamedKey parse(String text, Path baseFolder) throws KeyTransferException {
        Arguments.notNull("baseFolder", baseFolder);
        return parsed(text, baseFolder, (source, rest) -> source.parse(rest, baseFolder));
    }

    /**
     * Reads what an operator typed; its relative paths begin at the working folder. Opens nothing,
     * and what it names need not be there.
     *
     * @param typed such as {@code pkcs11:token=hsm;object=tenant?module-path=/opt/hsm.so}
     * @return the named key, which is not open
     * @throws KeyTransferException when no source has its scheme, or it is malformed
     */
    public NamedKey parse(TypedSource typed) throws KeyTransferException {
        Arguments.notNull("typed", typed);
        return parsed(typed.text(), Path.of(""), (source, rest) -> source.parse(typed));
    }

    private interface Reading {
        NamedKey of(KeySource source, String rest) throws KeyTransferException;
    }

    private NamedKey parsed(String text, Path baseFolder, Reading reading)
            throws KeyTransferException {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw unknown(text, given);
        }
        KeySource source = source(text, text.substring(0, colon));
        String rest = text.substring(colon + 1);
        try {
            NamedKey named = reading.of(source, rest);
            if (named.file().isPresent() && !Files.exists(baseFolder.resolve(rest))) {
                TypedPath.of(rest);
                requireNoParameter(rest, source);
            }
            return named;
        } catch (InvalidPathException e) {
            throw new MalformedInputException(
                    Reason.VALUE_FORM,
                    "not a path after " + source.scheme() + ": " + e.getReason(),
                    "check the path");
        }
    }

    /**
     * No file has parameters: one that somebody wrote would be read as part of the file's name, and
     * be in errors and records.
     */
    private static void requireNoParameter(String rest, KeySource source)
            throws MalformedIdentifierException {
        int fragment = rest.indexOf('#');
        String file = fragment < 0 ? rest : rest.substring(0, fragment);
        if (PARAMETER.matcher(file).find() || SECRET.matcher(rest).find()) {
            throw new MalformedIdentifierException(
                    Reason.SOURCE_FORM,
                    "there is something after the file's name in " + source.scheme() + ":…",
                    "it may contain a secret: change it; write "
                            + source.form()
                            + ", and give the password at the prompt, or in a file of its own");
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
                "not a source of keys: " + ShownSource.of(text),
                sources.isEmpty()
                        ? "the application registered no source of keys"
                        : "a source is "
                                + sources.values().stream()
                                        .map(KeySource::form)
                                        .collect(Collectors.joining(", or ")));
    }
}
