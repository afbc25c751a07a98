package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyProfileTest {
    @ParameterizedTest
    @CsvSource({
        "512,  false, false",
        "1024, false, false",
        "2047, false, false",
        "2048, true,  true",
        "2049, false, false",
        "3072, false, true",
        "4096, false, true",
        "8192, false, false"
    })
    void allows_length_asTheTableSays(int bits, boolean tenantKey, boolean keyVault) {
        assertThat(KeyProfile.TENANT_KEY.allows(bits)).isEqualTo(tenantKey);
        assertThat(KeyProfile.KEY_VAULT.allows(bits)).isEqualTo(keyVault);
    }

    @Test
    void check_allowed_hasNoWarning() throws RefusedException {
        assertThat(KeyProfile.TENANT_KEY.check(2048, false)).isEmpty();
        assertThat(KeyProfile.KEY_VAULT.check(4096, true)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(KeyProfile.class)
    void check_1024_isRefusedWithTheOtherPath_orWarnedOf(KeyProfile profile)
            throws RefusedException {
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> profile.check(1024, false));
        assertThat(refused).hasMessageStartingWith("modulus is 1024 bits; ");
        assertThat(refused.hint().orElseThrow()).contains("Import-AipServiceTpd");
        assertThat(refused.reason()).isEqualTo(Reason.WEAK_KEY);
        assertThat(profile.check(1024, true)).singleElement().asString().contains("1024 bits");
    }

    @ParameterizedTest
    @EnumSource(KeyProfile.class)
    void check_512_isRefusedEvenWithAllowWeak(KeyProfile profile) {
        assertThatThrownBy(() -> profile.check(512, true)).isInstanceOf(RefusedException.class);
    }

    @Test
    void check_3072ForATenantKey_namesTheOtherProfile() {
        RefusedException refused =
                catchThrowableOfType(
                        RefusedException.class, () -> KeyProfile.TENANT_KEY.check(3072, true));
        assertThat(refused)
                .hasMessage(
                        "modulus is 3072 bits; an Azure Information Protection tenant key takes"
                                + " 2048");
        assertThat(refused.reason()).isEqualTo(Reason.TENANT_KEY_LENGTH);
    }

    @Test
    void optionName_isWhatTheCommandLineTakes() {
        assertThat(KeyProfile.TENANT_KEY.optionName()).isEqualTo("tenant-key");
        assertThat(KeyProfile.KEY_VAULT.optionName()).isEqualTo("key-vault");
    }

    @Test
    void expectedKey_isNamedAsTheOneThatDoesNotFit() throws Exception {
        KeyDescription big = KeyDescription.of(GeneratedKeys.rsaPublic(3072));

        RefusedException refused =
                catchThrowableOfType(
                        RefusedException.class,
                        () -> KeyProfile.TENANT_KEY.checkExpected(big, false));

        assertThat(refused)
                .hasMessage(
                        "the expected key is RSA 3072; profile tenant-key takes RSA of 2048 bits");
        assertThat(refused.reason()).isEqualTo(Reason.TENANT_KEY_LENGTH);
        assertThat(KeyProfile.KEY_VAULT.checkExpected(big, false)).isEmpty();
    }
}
