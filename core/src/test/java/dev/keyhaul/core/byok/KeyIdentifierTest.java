package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIdentifierTest {
    private static final String VERSION = "0123456789abcdef0123456789abcdef";
    private static final String URL = "https://contoso-kv.vault.azure.net/keys/kek/" + VERSION;

    @Test
    void parse_versioned_hasItsParts() throws MalformedIdentifierException {
        KeyIdentifier kid = KeyIdentifier.parseVersioned(URL);
        assertThat(kid.vault()).isEqualTo(new VaultHost("contoso-kv", "vault.azure.net"));
        assertThat(kid.name()).isEqualTo("kek");
        assertThat(kid.version()).contains(VERSION);
        assertThat(kid).hasToString(URL);
    }

    @Test
    void parse_trailingSlashAndHostInCapitals_areTheSame() throws MalformedIdentifierException {
        assertThat(KeyIdentifier.parse(URL + "/")).isEqualTo(KeyIdentifier.parse(URL));
        assertThat(KeyIdentifier.parse(URL.replace("contoso-kv.vault", "Contoso-KV.Vault")))
                .isEqualTo(KeyIdentifier.parse(URL));
    }

    @Test
    void parse_withoutVersion_isRefusedOnlyWhereOneIsNeeded() throws MalformedIdentifierException {
        String bare = "https://contoso-kv.vault.azure.net/keys/kek";
        assertThat(KeyIdentifier.parse(bare).version()).isEmpty();
        assertThat(KeyIdentifier.parse(bare + "/")).hasToString(bare);
        assertThatThrownBy(() -> KeyIdentifier.parseVersioned(bare + "/"))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessageStartingWith("the key identifier has no version: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://contoso-kv.vault.azure.net/keys/kek | does not begin with https://",
                "contoso-kv.vault.azure.net/keys/kek | does not begin with https://",
                "https:contoso-kv.vault.azure.net/keys/kek | more than host and path",
                "https://contoso-kv.vault.azure.net:8443/keys/kek | more than host and path",
                "https://user@contoso-kv.vault.azure.net/keys/kek | more than host and path",
                "https://contoso-kv.vault.azure.net@evil.test/keys/kek | more than host and path",
                "https://contoso-kv.vault.azure.net/keys/kek?api-version=7.6 | more than host and path",
                "https://contoso-kv.vault.azure.net/keys/kek#x | more than host and path",
                "https://contoso-kv.vault.azure.net | has no path /keys/NAME/VERSION",
                "https://contoso-kv.vault.azure.net/ | has no path /keys/NAME/VERSION",
                "https://contoso-kv.vault.azure.net/keys | has no path /keys/NAME/VERSION",
                "https://contoso-kv.vault.azure.net/Keys/kek | has no path /keys/NAME/VERSION",
                "https://contoso-kv.vault.azure.net/secrets/kek | has no path /keys/NAME/VERSION",
                "https://contoso-kv.vault.azure.net//keys/kek | has no path /keys/NAME/VERSION",
                "https://contoso-kv.vault.azure.net/keys/ | has no path /keys/NAME/VERSION",
                "https://contoso-kv.vault.azure.net/keys//kek | not 32 hex digits",
                "https://contoso-kv.vault.azure.net/keys//0123456789abcdef0123456789abcdef | not a key name: ",
                "https://contoso-kv.vault.azure.net/keys/kek// | not 32 hex digits",
                "https://contoso-kv.vault.azure.net/keys/kek/1 | not 32 hex digits",
                "https://contoso-kv.vault.azure.net/keys/kek/0123456789ABCDEF0123456789ABCDEF | not 32 hex digits",
                "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef0 | not 32 hex digits",
                "https://contoso-kv.vault.azure.net/keys/k_k | not a key name: k_k",
                "https://contoso-kv.vault.azure.net/keys/k%2Fk | not a key name: k%2Fk",
                "https://contoso-kv.vault.azure.net/keys/k k | is no URL",
                "https://contoso-kv.vault.azure.net.evil.test/keys/kek | not a Key Vault host",
                "https://evil.test/keys/kek | not a Key Vault host",
                "https:///keys/kek | more than host and path"
            })
    void parse_anythingElse_isRefused(String text, String message) {
        assertRefused(text, message);
    }

    @Test
    void parse_tooLongOrForeignNames_areRefused() {
        String keys = "https://contoso-kv.vault.azure.net/keys/";
        assertRefused(keys + "k".repeat(128), "not a key name");
        assertRefused(keys + "schlüssel", "not a key name");
        assertRefused("", "does not begin with https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "K-1", "-", "0"})
    void requireName_legal_isTheName(String name) throws MalformedIdentifierException {
        assertThat(KeyIdentifier.requireName(name)).isEqualTo(name);
        assertThat(KeyIdentifier.requireName(name.repeat(127 / name.length()))).isNotEmpty();
    }

    /** No other way to one takes what a URL could not say. */
    @Test
    void constructor_otherNameOrVersion_isRefused() {
        VaultHost vault = new VaultHost("contoso-kv", "vault.azure.net");
        assertThat(new KeyIdentifier(vault, "kek", Optional.of(VERSION))).hasToString(URL);
        for (String name : new String[] {"", "a/b", "k".repeat(128)}) {
            assertThatThrownBy(() -> new KeyIdentifier(vault, name, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String version : new String[] {"", "1", VERSION + "/x"}) {
            assertThatThrownBy(() -> new KeyIdentifier(vault, "kek", Optional.of(version)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void parse_everyTruncation_isRefused() {
        for (int length = 0; length < URL.length(); length++) {
            String cut = URL.substring(0, length);
            assertThatThrownBy(() -> KeyIdentifier.parseVersioned(cut))
                    .isInstanceOf(MalformedIdentifierException.class);
        }
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> KeyIdentifier.parse(text))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessageContaining(message);
    }
}
