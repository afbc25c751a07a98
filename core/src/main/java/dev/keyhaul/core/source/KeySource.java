package dev.keyhaul.core.source;

import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;

/**
 * One kind of place that keys come from, such as PKCS#12 files or tokens.
 *
 * <p>An implementation has no state that an opened key leaves behind, and is thread-safe. {@link
 * KeySources} also finds implementations on the class path: they are listed in {@code
 * META-INF/services/dev.keyhaul.core.source.KeySource} and have a public constructor without
 * parameters.
 *
 * @since 0.1.0
 */
public interface KeySource {
    /** Returns what a text begins with, before its colon: {@code pfx}, in lower case. */
    String scheme();

    /** Returns how such a text is written, for messages: {@code pfx:FILE[#ALIAS]}. */
    String form();

    /**
     * Reads what a text names. Opens nothing, and what it names need not be there.
     *
     * @param rest the text after the scheme and its colon
     * @param baseFolder where relative paths begin
     * @param trust who wrote the text
     * @throws KeyTransferException when the text is malformed, or not allowed with this trust
     */
    NamedKey parse(String rest, Path baseFolder, SourceTrust trust) throws KeyTransferException;
}
