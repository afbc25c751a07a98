package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole ways through a token: each works, or says why not. */
@Tag("system")
class TokenTrialTest {
    @Test
    void softHsm_goesBothWays_andKeepsNothing() throws Exception {
        try (SoftHsm hsm = SoftHsm.create();
                Token token = hsm.newToken("HSM")) {
            assertThat(TokenTrial.run(token))
                    .hasSize(2)
                    .allSatisfy(
                            trial -> {
                                assertThat(trial.outcome()).isEqualTo("works");
                                assertThat(trial.worked()).isTrue();
                            });
            assertThat(TestKeys.objects(token)).isZero();
        }
    }

    @Test
    void nss_goesOut_andDoesNotComeIn() throws Exception {
        try (NssSoftokn nss = NssSoftokn.open()) {
            assertThat(TokenTrial.run(nss.token()))
                    .extracting(TokenTrial::outcome)
                    .containsExactly(
                            "works",
                            "the token made a key with CKA_UNWRAP true where false was requested");
        }
    }

    @Test
    void tokenThatFails_isAnOutcome() throws Exception {
        try (ShimModule shim = ShimModule.create();
                Token token = shim.hsm().newToken("HSM")) {
            shim.obey("flip-last 0x210a");
            TokenTrial out = TokenTrial.run(token).get(0);
            assertThat(out.worked()).isFalse();
            assertThat(out.outcome()).startsWith("the token does not wrap as RFC 5649 requires");
            shim.obey();
        }
    }
}
