package dev.keyhaul.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemProgressTest {
    private static final Console SILENT = Console.silent();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10000 | 1198 | 2 | 8 | 1200 of 10000 keys, 2 failed, 150 keys/s, 0:00:59 left",
                "1 | 1 | 0 | 2 | 1 of 1 key, 0.5 keys/s, 0:00:00 left",
                "8000 | 0 | 0 | 1 | 0 of 8000 keys, 0.0 keys/s",
                "8000 | 1 | 0 | 1 | 1 of 8000 keys, 1.0 keys/s, 2:13:19 left",
            })
    void text_saysHowFarHowFastAndHowLong(
            long total, long done, long failed, long seconds, String text) {
        try (ItemProgress progress = new ItemProgress("batch", "key", total, SILENT)) {
            assertThat(progress.text(done, failed, Duration.ofSeconds(seconds))).isEqualTo(text);
        }
    }
}
