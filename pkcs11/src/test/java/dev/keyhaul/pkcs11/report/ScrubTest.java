package dev.keyhaul.pkcs11.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScrubTest {
    private static final String TEXT =
            "token 'Contoso 7' (serial 1234567, slot 3) in /opt/hsm/lib.so: C_WrapKey failed";

    @Test
    void texts_loseSerialLabelAndPath() {
        assertThat(Scrub.of("Contoso 7", "1234567", "/opt/hsm/lib.so").texts(List.of(TEXT)))
                .containsExactly(
                        "token (left out) (serial (left out), slot 3) in (left out): C_WrapKey failed");
    }

    /** Some tokens have no serial number, or one that stands in any text. */
    @Test
    void shortSerial_andLabelWithoutQuotes_areLeft() {
        assertThat(Scrub.of("C_WrapKey", "", "/x").text(TEXT)).isEqualTo(TEXT);
        assertThat(Scrub.of("slot", "3", "/x").text(TEXT)).isEqualTo(TEXT);
    }

    @Test
    void nothing_changesNothing() {
        assertThat(Scrub.nothing().text(TEXT)).isEqualTo(TEXT);
    }
}
