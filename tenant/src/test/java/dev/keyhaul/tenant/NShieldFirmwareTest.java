package dev.keyhaul.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NShieldFirmwareTest {
    @ParameterizedTest
    @CsvSource({
        "nCipher Corp. Ltd,      '',             11.61, is too old",
        "nCipher Corp. Ltd,      '',             2.55,  is too old",
        "Entrust,                nShield Connect, 11.62, Microsoft asks for 11.62",
        "Thales e-Security,      nShield Solo,   12.60, Microsoft asks for 11.62",
        "nCipher Corp. Ltd,      '',             12.60.11, Microsoft asks for 11.62",
        "nCipher Corp. Ltd,      '',             '',    unknown",
        "nCipher Corp. Ltd,      '',             x.y,   unknown",
        "Thales,                 '',             12.60, ask which family"
    })
    void note_judgesNShieldAlone(String manufacturer, String model, String firmware, String words) {
        assertThat(NShieldFirmware.note(manufacturer, model, firmware))
                .hasValueSatisfying(note -> assertThat(note).contains(words));
    }

    @Test
    void note_ofNewEnoughFirmware_doesNotCallItOld() {
        assertThat(NShieldFirmware.note("Entrust", "nShield", "11.62"))
                .hasValueSatisfying(note -> assertThat(note).doesNotContain("too old"));
    }

    @Test
    void note_ofOtherHsms_isEmpty() {
        assertThat(NShieldFirmware.note("Thales", "Luna K7", "7.8")).isEmpty();
        assertThat(NShieldFirmware.note("SafeNet, Inc.", "LunaSA", "6.10")).isEmpty();
        assertThat(NShieldFirmware.note("SoftHSM project", "SoftHSM v2", "2.6")).isEmpty();
    }
}
