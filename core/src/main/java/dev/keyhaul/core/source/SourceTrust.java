package dev.keyhaul.core.source;

/**
 * Who wrote the text that names a key.
 *
 * <pre>{@code
 * // the text is another person's: it cannot name native code to load
 * NamedKey named = sources.parse(text, folder, SourceTrust.MANIFEST);
 * }</pre>
 *
 * @since 0.1.0
 */
public enum SourceTrust {
    /** The person whose key it is, or a program on that person's behalf. */
    OPERATOR,
    /**
     * A file that others may have written: it must not name code that would run in this process.
     */
    MANIFEST
}
