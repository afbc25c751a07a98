package dev.keyhaul.usageaudit.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Texts for a page. Whatever came from a log goes through {@link #text}. */
final class Html {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Html() {}

    /** Returns it with all that means something in HTML, also in attributes, made harmless. */
    static String text(String raw) {
        StringBuilder safe = new StringBuilder(raw.length());
        raw.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> safe.append("&amp;");
                                case '<' -> safe.append("&lt;");
                                case '>' -> safe.append("&gt;");
                                case '"' -> safe.append("&quot;");
                                case '\'' -> safe.append("&#39;");
                                default -> safe.appendCodePoint(isShown(c) ? c : 0xFFFD);
                            }
                        });
        return safe.toString();
    }

    /** Not controls, nor marks that turn the direction of what follows. */
    private static boolean isShown(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED;
    }

    static String moment(long ms) {
        return MOMENT.format(Instant.ofEpochMilli(ms));
    }

    /** From and to, or one moment. */
    static String period(long fromMs, long toMs) {
        String from = moment(fromMs);
        String to = moment(toMs);
        if (from.equals(to)) {
            return from;
        }
        int date = "uuuu-MM-dd".length();
        return from + " – " + (from.regionMatches(0, to, 0, date) ? to.substring(date + 1) : to);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }
}
