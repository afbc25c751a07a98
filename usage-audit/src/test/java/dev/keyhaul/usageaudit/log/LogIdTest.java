package dev.keyhaul.usageaudit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogIdTest {
    private static final String GUID = "9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f";

    @Test
    void guid_isItself_inEitherCase() {
        assertThat(LogId.of(GUID)).isEqualTo(UUID.fromString(GUID));
        assertThat(LogId.of(GUID.toUpperCase(Locale.ROOT))).isEqualTo(UUID.fromString(GUID));
    }

    @Test
    void emptyText_isZero() {
        assertThat(LogId.of("")).isEqualTo(new UUID(0, 0));
    }

    /** Texts that java.util.UUID reads too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "chosen-by-the-caller",
                "9f6b1d2e0-a1b-4c2d-8e3f-4a5b6c7d8e9f",
                "+f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f",
                "1-1-1-1-1",
                "9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9g",
                "-"
            })
    void otherText_isItsHash(String text) {
        UUID id = LogId.of(text);

        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id).isEqualTo(LogId.of(text)).isNotEqualTo(LogId.of(text + "x"));
    }
}
