package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.key.KeyOrigin.Protection;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenMechanism;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** C_GetMechanismInfo: asked for what matters alone, and no command ends with one that fails. */
class MechanismInfoTest {
    private static ShimModule shim;

    @BeforeAll
    static void create() throws Exception {
        shim = ShimModule.create();
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
    }

    @AfterAll
    static void close() {
        shim.close();
    }

    @Test
    void mechanisms_oneThatFails_isListedWithoutDescription() throws Exception {
        TokenInfo info = shim.hsm().module().find(TokenSelector.label("HSM"));
        int all = shim.hsm().module().mechanisms(info).size();
        shim.obey("fail C_GetMechanismInfo 0x5 3");

        List<TokenMechanism> mechanisms = shim.hsm().module().mechanisms(info);

        assertThat(mechanisms).hasSize(all);
        assertThat(mechanisms)
                .filteredOn(mechanism -> mechanism.description().isEmpty())
                .singleElement()
                .isEqualTo(mechanisms.get(2))
                .matches(mechanism -> !mechanism.claimsHardware());
    }

    @Test
    void key_ofKnownSoftware_asksForNoMechanism() throws Exception {
        shim.obey("log -");

        assertThat(protection()).isEqualTo(Protection.SOFTWARE_TOKEN);

        assertThat(shim.takeLog()).doesNotContain("C_GetMechanismInfo");
    }

    @Test
    void key_ofAnotherMaker_asksForRsaAlone() throws Exception {
        shim.obey("maker Acme", "log -");

        assertThat(protection()).isEqualTo(Protection.SOFTWARE_TOKEN);

        assertThat(shim.takeLog()).filteredOn("C_GetMechanismInfo"::equals).hasSize(1);
    }

    /** Without an answer a hardware key could pass for software, which may leave more easily. */
    @Test
    void key_whereRsaDoesNotTell_isAnError() {
        shim.obey("maker Acme", "fail C_GetMechanismInfo 0x5 0");

        assertThatThrownBy(MechanismInfoTest::protection)
                .isInstanceOf(TokenException.class)
                .hasMessage("C_GetMechanismInfo: CKR_GENERAL_ERROR (0x5)");
    }

    @Test
    void key_whereRsaIsNotListed_isSoftware() throws Exception {
        shim.obey("maker Acme", "hide 0x" + Long.toHexString(Ckm.RSA_PKCS.code()), "log -");

        assertThat(protection()).isEqualTo(Protection.SOFTWARE_TOKEN);

        assertThat(shim.takeLog()).doesNotContain("C_GetMechanismInfo");
    }

    private static Protection protection() throws Exception {
        try (Token token = shim.hsm().login("HSM");
                TokenKey key = token.rsaKey(KeySelector.label("tenant"))) {
            assertThat(key.origin().protection()).isEqualTo(token.protection());
            return token.protection();
        }
    }
}
