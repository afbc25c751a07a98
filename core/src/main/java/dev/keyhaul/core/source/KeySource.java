package dev.keyhaul.core.source;

import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;

/**
 * One kind of place that keys come from, such as PKCS#12 files or tokens.
 *
 * <pre>{@code
 * // secrets:NAME, a private key in PKCS#8 that a secret manager of yours gives
 * public final class SecretsSource implements KeySource {
 *     public String scheme() { return "secrets"; }
 *     public String form() { return "secrets:NAME"; }
 *     public NamedKey parse(String name, Path baseFolder) {
 *         return context ->
 *                 OpenedKey.of(
 *                         SoftwareKey.fromPkcs8(manager.get(name), KeyOrigin.software(name)));
 *     }
 * }
 * }</pre>
 *
 * <p>An implementation has no state that an opened key leaves behind, and is thread-safe. {@link
 * KeySources} takes it in its list, and also finds it: on the class path by {@code
 * META-INF/services/dev.keyhaul.core.source.KeySource}, as a module by {@code provides KeySource
 * with …}. It then has a public constructor without parameters.
 *
 * @since 0.1.0
 */
public interface KeySource {
    /**
     * {@return what a text begins with, before its colon, in lower case: {@code pfx}, for example}
     */
    String scheme();

    /** {@return how such a text is written, for messages: {@code pfx:FILE[#ALIAS]}, for example} */
    String form();

    /**
     * Reads what a text names that came in a file, such as a manifest or a plan: others may have
     * written it. It must not name code to load, a program to run, or where a secret is. Opens
     * nothing, and what it names need not be there.
     *
     * @param rest the text after the scheme and its colon
     * @param baseFolder where relative paths begin
     * @return the named key, which is not open
     * @throws KeyTransferException when the text is malformed, or names what a file may not name
     */
    NamedKey parse(String rest, Path baseFolder) throws KeyTransferException;

    /**
     * Reads what an operator typed. Override this if an operator may name more than a file may.
     * Opens nothing, and what it names need not be there.
     *
     * @param typed the text, with its scheme
     * @return the named key, which is not open; its relative paths begin at the working folder
     * @throws KeyTransferException when the text is malformed
     */
    default NamedKey parse(TypedSource typed) throws KeyTransferException {
        return parse(typed.rest(), Path.of(""));
    }
}
