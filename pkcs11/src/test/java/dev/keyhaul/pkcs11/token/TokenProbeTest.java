package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.pkcs11.KeyWrapBehaviour;
import dev.keyhaul.pkcs11.OneShotBehaviour;
import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The probe tells of each token what is known of it. */
@Tag("system")
@ExtendWith(RepeatedKeks.class)
class TokenProbeTest {
    @Test
    void probe_softHsm_tellsWhatItDoesAndLeavesNothing() throws Exception {
        try (SoftHsm hsm = SoftHsm.create();
                Token token = hsm.newToken("HSM")) {
            TokenProbe probe = token.probe();

            assertThat(probe.capabilities().keyWrapKwp()).isEqualTo(KeyWrapBehaviour.ABSENT);
            assertThat(probe.capabilities().keyWrapPad().opensAsKwp()).isTrue();
            assertThat(probe.oneShot()).isEqualTo(OneShotBehaviour.ABSENT);
            assertThat(probe.strategy().orElseThrow()).startsWith("CKM_AES_KEY_WRAP_PAD (0x210a)");
            assertThat(probe.proof()).contains(WrapProof.THESE_BYTES_IN_TOKEN);
            assertThat(probe.enforcesExtractable()).contains(true);
            assertThat(probe.enforcesWrapWithTrusted()).contains(true);
            assertThat(TestKeys.objects(token)).isZero();
        }
    }

    @Test
    void probe_nss_tellsThatItEnforcesNothing() throws Exception {
        try (NssSoftokn nss = NssSoftokn.open()) {
            TokenProbe probe = nss.token().probe();

            assertThat(probe.capabilities().keyWrapKwp()).isEqualTo(KeyWrapBehaviour.RFC5649);
            assertThat(probe.capabilities().keyWrapPad()).isEqualTo(KeyWrapBehaviour.KW_PKCS7);
            assertThat(probe.oneShot()).isEqualTo(OneShotBehaviour.ABSENT);
            assertThat(probe.strategy().orElseThrow()).startsWith("CKM_AES_KEY_WRAP_KWP (0x210b)");
            assertThat(probe.enforcesExtractable()).contains(false);
            assertThat(probe.enforcesWrapWithTrusted()).contains(false);
            assertThat(probe.quirks()).hasSize(3);
        }
    }

    @Test
    void probe_oneCall_worksOrIsWrong() throws Exception {
        try (ShimModule shim = ShimModule.create()) {
            shim.obey("oneshot 0x1054");
            try (Token token = shim.hsm().newToken("HSM")) {
                assertThat(token.probe().oneShot()).isEqualTo(OneShotBehaviour.WORKS);
                assertThat(token.probe().proof()).contains(WrapProof.THESE_BYTES_IN_TOKEN);
            }
            shim.obey("oneshot 0x1054", "unwrap-loose 0x210a");
            try (Token token = shim.hsm().login("HSM")) {
                assertThat(token.probe().oneShot()).isEqualTo(OneShotBehaviour.WORKS);
                assertThat(token.probe().proof()).contains(WrapProof.STAND_IN);
            }
            shim.obey("oneshot 0x1054", "zeros 0x1054");
            try (Token token = shim.hsm().login("HSM")) {
                assertThat(token.probe().oneShot()).isEqualTo(OneShotBehaviour.WRONG);
                assertThat(token.probe().proof()).contains(WrapProof.THESE_BYTES_IN_TOKEN);
            }
            shim.obey("add 0x1054", "flip-last 0x210a");
            try (Token token = shim.hsm().login("HSM")) {
                assertThat(token.probe().oneShot()).isEqualTo(OneShotBehaviour.ABSENT);
                assertThat(token.probe().strategy()).isEmpty();
            }
            shim.obey("oneshot 0x1054", "pkcs1 0x210a");
            try (Token token = shim.hsm().login("HSM")) {
                assertThat(token.probe().strategy()).isEmpty();
                assertThat(token.probe().quirks()).anyMatch(quirk -> quirk.contains("PKCS#8"));
            }
        }
    }
}
