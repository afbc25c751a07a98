package dev.keyhaul.usageaudit.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The marks of the time line are whole hours or days, whatever the log's first moment is. */
class TimeAxisTest {
    private static final Instant FROM = Instant.parse("2026-01-05T10:04:07Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    PT25M | 10:05 2026-01-05, 10:10, 10:15, 10:20, 10:25
                    PT5H  | 11:00 2026-01-05, 12:00, 13:00, 14:00, 15:00
                    PT26H | 12:00 2026-01-05, 15:00, 18:00, 21:00, 00:00 2026-01-06, 03:00, 06:00, 09:00, 12:00
                    PT50H | 12:00 2026-01-05, 18:00, 00:00 2026-01-06, 06:00, 12:00, 18:00, 00:00 2026-01-07, 06:00, 12:00
                    PT96H | 12:00 2026-01-05, 00:00 2026-01-06, 12:00, 00:00 2026-01-07, 12:00, 00:00 2026-01-08, 12:00, 00:00 2026-01-09
                    P7D   | 2026-01-06, 2026-01-07, 2026-01-08, 2026-01-09, 2026-01-10, 2026-01-11, 2026-01-12
                    P15D  | 2026-01-07, 2026-01-09, 2026-01-11, 2026-01-13, 2026-01-15, 2026-01-17, 2026-01-19
                    PT0.001S | 2026-01-05 10:04:07
                    """)
    void marks_areWholeHoursOrDays(Duration span, String marks) {
        assertThat(axis(span)).isEqualTo(marks);
    }

    @Test
    void marks_areFew_howeverLongTheLogIs() {
        for (long seconds = 1; seconds < 2_000_000_000L; seconds = seconds * 3 / 2 + 1) {
            assertThat(TimeAxis.of(FROM.toEpochMilli(), seconds * 1000).marks())
                    .as(seconds + " s")
                    .hasSizeBetween(1, 9);
        }
    }

    private static String axis(Duration span) {
        return TimeAxis.of(FROM.toEpochMilli(), span.toMillis()).marks().stream()
                .map(mark -> (mark.time() + " " + mark.date()).strip())
                .collect(Collectors.joining(", "));
    }
}
