package dev.keyhaul.core.source;

import java.util.regex.Pattern;

/** What may be shown of a text that should name a key, and does not: no secret is repeated. */
final class ShownSource {
    /** What may begin a parameter, and so a secret that somebody put into the text. */
    private static final Pattern PARAMETER = Pattern.compile("(?s)[?;&,|#=\\s].*");

    private ShownSource() {}

    /** Returns the text up to where a parameter may begin. */
    static String of(String text) {
        return PARAMETER.matcher(text).replaceFirst("…");
    }
}
