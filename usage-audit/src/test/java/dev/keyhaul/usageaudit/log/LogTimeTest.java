package dev.keyhaul.usageaudit.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTimeTest {
    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01 00:00:01, 10000000",
        "2026-01-05T10:00:00.1234567Z, 17676072001234567",
        "2026-01-05T10:00:00.12345678999Z, 17676072001234567",
        "2026-01-05T10:00:00.1Z, 17676072001000000",
        "2026-01-05T11:30:00+01:30, 17676072000000000",
        "2026-01-05T08:30:00-01:30, 17676072000000000",
        "2026-01-05T09:59:60Z, 17676072000000000",
        "2024-02-29T00:00:00Z, 17091648000000000",
        "9999-12-31T23:59:59Z, 2534023007990000000",
    })
    void times_inTicks(String text, long ticks) {
        assertThat(LogTime.ticks(text)).isEqualTo(ticks);
    }

    /** In files of Azure's portal. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1/5/2026, 10:00:00.123 AM | 2026-01-05T10:00:00.123Z",
                "12/31/2026, 12:59:59.000 PM | 2026-12-31T12:59:59Z",
                "12/31/2026, 11:59:59.999 PM | 2026-12-31T23:59:59.999Z",
                "12/31/2026, 12:00:00 AM | 2026-12-31T00:00:00Z"
            })
    void timesOfThePortal_inTicks(String text, String same) {
        assertThat(LogTime.ticks(text)).isEqualTo(LogTime.ticks(same));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-05",
                "1969-12-31T23:59:59Z",
                "2026-02-29T10:00:00Z",
                "2026-13-01T10:00:00Z",
                "2026-00-01T10:00:00Z",
                "2026-01-32T10:00:00Z",
                "2026-01-05T24:00:00Z",
                "2026-01-05T10:60:00Z",
                "2026-01-05T10:00:61Z",
                "2026-01-05T10:00:00.Z",
                "2026-01-05T10:00:00+19:00",
                "2026-01-05T10:00:00+01:60",
                "2026-01-05T10:00:00+0100",
                "2026-01-05T10:00:00z",
                "2026-01-05t10:00:00Z",
                "2026-1-5T10:00:00Z",
                "+026-01-05T10:00:00Z",
                "２０２６-01-05T10:00:00Z",
                "2026-01-05T10:00:00Z ",
                "1/5/2026 10:00:00 AM",
                "2026/01/05, 10:00:00 AM",
                "13/5/2026, 10:00:00 AM",
                "1/5/2026, 13:00:00 PM",
                "1/5/2026, 10:00:00.123",
                "2/29/2026, 10:00:00.123 AM",
                "1/5/1969, 10:00:00.123 AM",
                "yesterday"
            })
    void otherTexts_areNotTimes(String text) {
        assertThat(LogTime.ticks(text)).isEqualTo(LogTime.NONE);
    }
}
