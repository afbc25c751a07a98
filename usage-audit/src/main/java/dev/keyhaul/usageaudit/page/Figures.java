package dev.keyhaul.usageaudit.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments and numbers, as the page shows them. */
final class Figures {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Figures() {}

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

    /** A number of things: "1 file", "2 files". */
    static String count(long number, String thing) {
        return number(number) + " " + thing + (number == 1 ? "" : "s");
    }
}
