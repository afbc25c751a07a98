package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultHostTest {
    @ParameterizedTest
    @CsvSource({
        "vault.azure.net,              false, false",
        "vault.azure.cn,               false, false",
        "vault.usgovcloudapi.net,      false, false",
        "managedhsm.azure.net,         true,  false",
        "managedhsm.chinacloudapi.cn,  true,  false",
        "managedhsm.usgovcloudapi.net, true,  false",
        "vault.keyhaul.invalid,        false, true",
        "managedhsm.keyhaul.invalid,   true,  true"
    })
    void parseUrl_eachCloud_isKnown(String suffix, boolean managedHsm, boolean rehearsal)
            throws MalformedIdentifierException {
        VaultHost vault = VaultHost.parseUrl("https://contoso." + suffix + "/");
        assertThat(vault).isEqualTo(VaultHost.parseUrl("https://contoso." + suffix));
        assertThat(vault.host()).isEqualTo("contoso." + suffix);
        assertThat(vault).hasToString("https://contoso." + suffix);
        assertThat(vault.isManagedHsm()).isEqualTo(managedHsm);
        assertThat(vault.isRehearsal()).isEqualTo(rehearsal);
    }

    @Test
    void parseUrl_capitalsAndDefaultPort_areTheSame() throws MalformedIdentifierException {
        VaultHost vault = VaultHost.parseUrl("https://contoso.vault.azure.net");
        assertThat(VaultHost.parseUrl("HTTPS://Contoso.Vault.Azure.Net:443/")).isEqualTo(vault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a-b", "abcdefghijklmnopqrstuvwx", "a12"})
    void parseUrl_legalName_isTaken(String name) throws MalformedIdentifierException {
        assertThat(VaultHost.parseUrl("https://" + name + ".vault.azure.net").name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "1abc", "-abc", "a--b", "abcdefghijklmnopqrstuvwxy"})
    void parseUrl_otherName_isRefused(String name) {
        assertThatThrownBy(() -> VaultHost.parseUrl("https://" + name + ".vault.azure.net"))
                .isInstanceOf(MalformedIdentifierException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://contoso.vault.azure.net | does not begin with https://",
                "contoso.vault.azure.net | does not begin with https://",
                "https://contoso.vault.azure.net:8443 | more than host and path",
                "https://user:pin@contoso.vault.azure.net | more than host and path",
                "https://contoso.vault.azure.net?x=1 | more than host and path",
                "https://contoso.vault.azure.net/? | more than host and path",
                "https://contoso.vault.azure.net/# | more than host and path",
                "https://contoso.vault.azure.net/keys | has a path",
                "https://contoso.vault.azure.net// | has a path",
                "https://contoso.vault.azure.net/%2F | has a path",
                "https://contoso.vault.azure.net. | not a Key Vault host",
                "https://a.contoso.vault.azure.net | not a Key Vault host",
                "https://contoso.vault.azure.net.evil.test | not a Key Vault host",
                "https://contoso.evil.test | not a Key Vault host",
                "https://localhost | not a Key Vault host",
                "https://127.0.0.1 | not a Key Vault host",
                "https://[::1] | not a Key Vault host",
                "https://con_toso.vault.azure.net | more than host and path",
                "https:// | is no URL"
            })
    void parseUrl_anythingElse_isRefused(String url, String message) {
        assertThatThrownBy(() -> VaultHost.parseUrl(url))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessageContaining(message);
    }

    @Test
    void constructor_hostThatNoUrlCouldName_isRefused() {
        assertThat(new VaultHost("contoso", "vault.azure.net").url())
                .isEqualTo("https://contoso.vault.azure.net");
        assertThatThrownBy(() -> new VaultHost("a--b", "vault.azure.net"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VaultHost("contoso", "vault.evil.test"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void errors_sayWhatIsWrong_andHowItLooks() {
        assertThatThrownBy(() -> VaultHost.ofHost(".vault.azure.net"))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessage("not a vault name: ");
        assertThatThrownBy(() -> VaultHost.ofHost("localhost"))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessage("not a Key Vault host: localhost");
        assertHint(
                () -> VaultHost.parseUrl("ftp://x"),
                "https://contoso-kv.vault.azure.net, or https://NAME.vault.keyhaul.invalid of a local vault");
        assertHint(
                () -> KeyIdentifier.parse("ftp://x"),
                "https://contoso-kv.vault.azure.net/keys/NAME/VERSION");
    }

    private static void assertHint(ThrowableAssert.ThrowingCallable parse, String looksLike) {
        assertThatThrownBy(parse)
                .isInstanceOfSatisfying(
                        MalformedIdentifierException.class,
                        e -> assertThat(e.hint()).contains("it must look like " + looksLike));
    }
}
