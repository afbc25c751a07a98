package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.console.UsageException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 90s}, {@code 2m} or {@code 1h}. */
final class DurationText {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smh])");

    private DurationText() {}

    static Duration parse(String option, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(
                    option + " is no length of time: '" + text + "'",
                    "a number and s, m or h, such as 90s or 2m");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
