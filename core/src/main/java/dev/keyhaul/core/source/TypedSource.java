package dev.keyhaul.core.source;

import dev.keyhaul.core.argument.Arguments;

/**
 * A text that the operator of this process wrote to name a key: on its command line, in its
 * environment, or in this host's own settings. It alone can name a PKCS#11 module, which is code
 * that runs in this process, or the file of a PIN. Make one only of such a text: never of what a
 * manifest, a plan, a record or another file says. Immutable.
 *
 * <pre>{@code
 * TypedSource typed = TypedSource.of(System.getProperty("app.key"));
 * NamedKey named = sources.parse(typed);
 * }</pre>
 *
 * @param text such as {@code pkcs11:token=hsm;object=tenant?module-path=/opt/hsm.so}
 * @since 0.1.0
 */
public record TypedSource(String text) {
    /**
     * Refuses null.
     *
     * @param text such as {@code pkcs11:token=hsm;object=tenant?module-path=/opt/hsm.so}
     */
    public TypedSource {
        Arguments.notNull("text", text);
    }

    /**
     * Takes a text of the operator's.
     *
     * @param text the text, as it was written
     * @return the source, which is not parsed yet
     */
    public static TypedSource of(String text) {
        return new TypedSource(text);
    }

    /** {@return the text after the scheme and its colon; the whole text if it has no colon} */
    public String rest() {
        return text.substring(text.indexOf(':') + 1);
    }

    /**
     * {@return what an error may repeat of a text that names no key: it ends before whatever may be
     * a secret by mistake}
     */
    public String shown() {
        return ShownSource.of(text);
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return text;
    }
}
