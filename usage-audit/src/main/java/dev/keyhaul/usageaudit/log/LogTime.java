package dev.keyhaul.usageaudit.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

/**
 * Reads {@code 2026-01-31T23:59:59.1234567Z}; logs are in UTC, also where an offset is missing. By
 * hand: java.time's formatter and a pattern take longer than the rest of a row's values.
 */
final class LogTime {
    /** For a text that is not a time. */
    static final long NONE = Long.MIN_VALUE;

    /** In the files of Azure's portal, whose times are American. */
    private static final DateTimeFormatter PORTAL =
            DateTimeFormatter.ofPattern("M/d/uuuu, h:mm:ss[.SSS] a", Locale.US)
                    .withResolverStyle(ResolverStyle.STRICT);

    private static final int SECONDS_END = 19;
    private static final int FRACTION_DIGITS = 7;
    private static final long TICKS_A_SECOND = 10_000_000;

    private LogTime() {}

    /** Returns units of 100 nanoseconds since 1970, finer digits cut off; or {@link #NONE}. */
    static long ticks(String text) {
        if (text.length() < SECONDS_END || !hasSeparators(text)) {
            return text.indexOf('/') > 0 ? portalTicks(text) : NONE;
        }
        try {
            int year = number(text, 0, 4, 9999);
            LocalDate date = LocalDate.of(year, number(text, 5, 7, 12), number(text, 8, 10, 31));
            long seconds =
                    date.toEpochDay() * 86_400
                            + number(text, 11, 13, 23) * 3600L
                            + number(text, 14, 16, 59) * 60L
                            + number(text, 17, 19, 60);
            int end = endOfFraction(text);
            long ticks =
                    (seconds - offsetSeconds(text.substring(end))) * TICKS_A_SECOND
                            + fraction(text, end);
            return year < 1970 ? NONE : ticks;
        } catch (DateTimeException e) {
            return NONE;
        }
    }

    private static long portalTicks(String text) {
        try {
            Instant time = LocalDateTime.parse(text, PORTAL).toInstant(ZoneOffset.UTC);
            return time.getEpochSecond() < 0
                    ? NONE
                    : time.getEpochSecond() * TICKS_A_SECOND + time.getNano() / 100;
        } catch (DateTimeException e) {
            return NONE;
        }
    }

    private static boolean hasSeparators(String text) {
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && (text.charAt(10) == 'T' || text.charAt(10) == ' ')
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
    }

    private static int endOfFraction(String text) {
        int at = SECONDS_END;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
        }
        return at;
    }

    private static long fraction(String text, int end) {
        if (end == SECONDS_END) {
            return 0;
        }
        int to = Math.min(end, SECONDS_END + 1 + FRACTION_DIGITS);
        long fraction = number(text, SECONDS_END + 1, to, Integer.MAX_VALUE);
        for (int i = to; i < SECONDS_END + 1 + FRACTION_DIGITS; i++) {
            fraction *= 10;
        }
        return fraction;
    }

    private static int offsetSeconds(String offset) {
        if (offset.isEmpty() || offset.equals("Z")) {
            return 0;
        }
        if (offset.length() != "+hh:mm".length()) {
            throw new DateTimeException("not an offset");
        }
        return ZoneOffset.of(offset).getTotalSeconds();
    }

    private static int number(String text, int from, int to, int most) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                throw new DateTimeException("not a number");
            }
            value = value * 10 + (text.charAt(i) - '0');
        }
        if (from == to || value > most) {
            throw new DateTimeException("out of range");
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
