package dev.keyhaul.usageaudit.log;

/**
 * Reads {@code 2026-01-31T23:59:59.1234567Z} from bytes, without an object a row: this is done for
 * each of millions.
 */
final class LogTime {
    /** What is no time. */
    static final long NONE = Long.MIN_VALUE;

    private static final int FRACTION_DIGITS = 7;
    private static final int SECONDS_END = 19;
    private static final long TICKS_A_SECOND = 10_000_000;

    private LogTime() {}

    /** Returns units of 100 nanoseconds since 1970, finer digits cut off; or {@link #NONE}. */
    static long ticks(byte[] text, int from, int length) {
        if (length < SECONDS_END || !hasSeparators(text, from)) {
            return NONE;
        }
        long days =
                days(number(text, from, 4), number(text, from + 5, 2), number(text, from + 8, 2));
        int hour = number(text, from + 11, 2);
        int minute = number(text, from + 14, 2);
        int second = number(text, from + 17, 2);
        if (days == NONE || !within(hour, 23) || !within(minute, 59) || !within(second, 60)) {
            return NONE;
        }
        int at = from + SECONDS_END;
        int end = from + length;
        long fraction = 0;
        if (at < end && text[at] == '.') {
            int digits = 0;
            for (at++; at < end && text[at] >= '0' && text[at] <= '9'; at++, digits++) {
                if (digits < FRACTION_DIGITS) {
                    fraction = fraction * 10 + (text[at] - '0');
                }
            }
            if (digits == 0) {
                return NONE;
            }
            for (; digits < FRACTION_DIGITS; digits++) {
                fraction *= 10;
            }
        }
        long offset = offsetSeconds(text, at, end);
        if (offset == NONE) {
            return NONE;
        }
        long seconds = days * 86_400 + hour * 3600L + minute * 60L + second - offset;
        return seconds * TICKS_A_SECOND + fraction;
    }

    private static boolean hasSeparators(byte[] text, int from) {
        return text[from + 4] == '-'
                && text[from + 7] == '-'
                && (text[from + 10] == 'T' || text[from + 10] == ' ')
                && text[from + 13] == ':'
                && text[from + 16] == ':';
    }

    private static boolean within(int value, int most) {
        return value >= 0 && value <= most;
    }

    /** Nothing, {@code Z} or {@code +hh:mm}: logs are in UTC, an offset is taken at its word. */
    private static long offsetSeconds(byte[] text, int at, int end) {
        int length = end - at;
        if (length == 0 || (length == 1 && text[at] == 'Z')) {
            return 0;
        }
        if (length != 6 || text[at + 3] != ':' || (text[at] != '+' && text[at] != '-')) {
            return NONE;
        }
        int hours = number(text, at + 1, 2);
        int minutes = number(text, at + 4, 2);
        if (!within(hours, 18) || !within(minutes, 59)) {
            return NONE;
        }
        long seconds = hours * 3600L + minutes * 60L;
        return text[at] == '+' ? seconds : -seconds;
    }

    private static int number(byte[] text, int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return -1;
            }
            value = value * 10 + (text[i] - '0');
        }
        return value;
    }

    /** Days since 1970 in the Gregorian calendar, as {@code LocalDate.toEpochDay} counts them. */
    private static long days(int year, int month, int day) {
        if (year < 1970 || month < 1 || month > 12 || day < 1 || day > lastDay(year, month)) {
            return NONE;
        }
        int shifted = month <= 2 ? year - 1 : year;
        int century = shifted / 100;
        int monthFromMarch = (month + 9) % 12;
        return 365L * shifted
                + shifted / 4
                - century
                + century / 4
                + (153L * monthFromMarch + 2) / 5
                + day
                - 719_469;
    }

    private static int lastDay(int year, int month) {
        return switch (month) {
            case 2 -> (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }
}
