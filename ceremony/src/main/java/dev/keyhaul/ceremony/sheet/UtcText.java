package dev.keyhaul.ceremony.sheet;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times of day and dates, always UTC. */
final class UtcText {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private UtcText() {}

    static String day(Instant time) {
        return DAY.format(time);
    }

    static String ofDay(Instant time) {
        return TIME.format(time);
    }

    static String at(Instant time) {
        return day(time) + ", " + ofDay(time) + " UTC";
    }

    static String between(Instant from, Instant to) {
        return "between " + at(from) + " and " + at(to);
    }

    static String span(Instant from, Instant to) {
        return day(from).equals(day(to))
                ? day(from) + ", " + ofDay(from) + " to " + ofDay(to) + " UTC"
                : day(from) + ", " + ofDay(from) + " to " + day(to) + ", " + ofDay(to) + " UTC";
    }
}
