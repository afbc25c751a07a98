package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A rehearsal needs fewer people, so no real vault may be called a local one. */
class PlannedVaultTest {
    @Test
    void localVault_hasTheUrlOfOne() {
        for (String url :
                new String[] {
                    "https://contoso.vault.azure.net",
                    "https://vault.keyhaul.invalid.vault.azure.net",
                    "https://contoso.example"
                }) {
            assertThatThrownBy(() -> new PlannedVault(url, "tenant", "kek", true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(url + " is not the URL of a local vault");
        }
        assertThat(
                        new PlannedVault("https://a.vault.keyhaul.invalid", "tenant", "kek", true)
                                .isLocal())
                .isTrue();
    }
}
