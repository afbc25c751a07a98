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
    private static final String WRITE_PROTECTED =
            "C_GenerateKeyPair: CKR_TOKEN_WRITE_PROTECTED (0xE2)";

    @Test
    void softHsm_goesBothWays_andKeepsNothing() throws Exception {
        try (SoftHsm hsm = SoftHsm.create();
                Token token = hsm.newToken("HSM")) {
            assertThat(TokenTrial.run(token))
                    .hasSize(5)
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
                            "the token made a key with CKA_UNWRAP true where false was requested",
                            WRITE_PROTECTED,
                            WRITE_PROTECTED.replace("KeyPair", "Key"),
                            WRITE_PROTECTED);
        }
    }

    /** The probe reports what the token left out of a template, and what it refused. */
    @Test
    void tokenThatRefusesAttributes_isTold() throws Exception {
        try (ShimModule shim = ShimModule.create();
                Token token = shim.hsm().newToken("HSM")) {
            shim.obey("no-attribute 0x10b 0x12 0", "no-attribute 0x40000212 0x12 3");
            assertThat(TokenTrial.run(token))
                    .extracting(TokenTrial::outcome)
                    .containsExactly(
                            "works",
                            "works",
                            "the token does not enforce CKA_UNWRAP_TEMPLATE of a recovery pair",
                            "works",
                            "works, without CKA_SIGN_RECOVER true, CKA_DERIVE false,"
                                    + " CKA_COPYABLE true, CKA_MODIFIABLE true, public key: CKA_PRIVATE false,"
                                    + " public key: CKA_VERIFY_RECOVER unknown, public key: CKA_DERIVE false");
            shim.obey();
            assertThat(TestKeys.objects(token)).isZero();
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
