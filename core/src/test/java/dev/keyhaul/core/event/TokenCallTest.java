package dev.keyhaul.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCallTest {
    private static final Duration EXACT = Duration.ofNanos(12_345_678);
    private static final Duration STEP = Duration.ofMillis(100);

    /** All that PKCS#11 v3.0 has for opening, and what it may have one day. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "C_UnwrapKey",
                "C_Decrypt",
                "C_DecryptInit",
                "C_DecryptUpdate",
                "C_DecryptFinal",
                "C_DecryptDigestUpdate",
                "C_DecryptVerifyUpdate",
                "C_DecryptMessage",
                "C_MessageDecryptInit",
                "C_VerifyRecover",
                "C_DeriveKey",
                "C_UnwrapKeyAuthenticated",
                "C_NotYetKnown"
            })
    void opening_hasNoCkrAndACoarseTime(String function) {
        TokenCall failed = call(function, false, "CKR_ENCRYPTED_DATA_INVALID");
        TokenCall done = call(function, true, "CKR_OK");

        assertThat(failed.result()).isEqualTo("failed");
        assertThat(failed.toString()).doesNotContain("CKR_");
        assertThat(failed.duration()).isEqualTo(STEP);
        assertThat(done.result()).isEqualTo("ok");
        assertThat(done.duration()).isEqualTo(STEP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C_Sign", "C_Encrypt", "C_Login", "C_InitPIN", "C_InitToken"})
    void useOfASecret_hasACoarseTime(String function) {
        TokenCall failed = call(function, false, "CKR_PIN_INCORRECT");

        assertThat(failed.result()).isEqualTo("CKR_PIN_INCORRECT");
        assertThat(failed.duration()).isEqualTo(STEP);
    }

    @Test
    void otherCall_hasAllOfIt() {
        TokenCall failed = call("C_WrapKey", false, "CKR_KEY_UNEXTRACTABLE");

        assertThat(failed.result()).isEqualTo("CKR_KEY_UNEXTRACTABLE");
        assertThat(failed.duration()).isEqualTo(EXACT);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,PT0.1S",
        "PT0.000000001S,PT0.1S",
        "PT0.1S,PT0.1S",
        "PT0.100000001S,PT0.2S",
        "PT59.95S,PT60S"
    })
    void coarseTime_isRoundedUp_once(Duration exact, Duration told) {
        assertThat(ToldTime.coarse(exact)).isEqualTo(told);
        assertThat(ToldTime.coarse(told)).isEqualTo(told);
    }

    private static TokenCall call(String function, boolean succeeded, String result) {
        return new TokenCall("/hsm.so", "token 'hsm'", function, succeeded, result, EXACT);
    }
}
