package dev.keyhaul.core.der;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerSequenceTest {
    @Test
    void trimmed_upTo7Zeros_areTakenOff() {
        byte[] key = GeneratedKeys.rsaPrivate(2048).getEncoded();
        for (int zeros = 0; zeros <= 7; zeros++) {
            assertThat(DerSequence.withoutPadding(Arrays.copyOf(key, key.length + zeros)))
                    .isEqualTo(key);
        }
        byte[] padded = Arrays.copyOf(key, key.length + 8);
        assertThat(DerSequence.withoutPadding(padded)).isEqualTo(padded).isNotSameAs(padded);
    }

    @ParameterizedTest
    @CsvSource({
        "3000, 3000",
        "30010000, 300100",
        "308101ff0000, 308101ff",
        "3082000100, 3082000100"
    })
    void trimmed_smallSequences(String der, String trimmed) {
        assertThat(DerSequence.withoutPadding(hex(der))).isEqualTo(hex(trimmed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "00",
                "3001",
                "300001",
                "30000001",
                "04000000",
                "3080000000",
                "3081",
                "3082ff",
                "308200",
                "3084ffffffff00",
                "3083ffffff00",
                "30ff00"
            })
    void trimmed_anythingElse_comesBackAsACopy(String der) {
        byte[] bytes = hex(der);
        assertThat(DerSequence.withoutPadding(bytes)).isEqualTo(bytes).isNotSameAs(bytes);
    }

    @Test
    void isWhole_onlyWithoutRest() {
        assertThat(DerSequence.isWhole(hex("300100"))).isTrue();
        assertThat(DerSequence.isWhole(hex("30010000"))).isFalse();
        assertThat(DerSequence.isWhole(hex("3001"))).isFalse();
        assertThat(DerSequence.isWhole(hex(""))).isFalse();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
