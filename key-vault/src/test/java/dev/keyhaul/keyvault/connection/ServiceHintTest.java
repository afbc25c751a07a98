package dev.keyhaul.keyvault.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.byok.VaultHost;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The next step fits the kind of service. */
class ServiceHintTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            https://contoso.vault.azure.net        | 401 | Unauthorized        | az login --tenant
            https://contoso.vault.azure.net        | 403 | ForbiddenByFirewall | --name contoso
            https://contoso.vault.azure.net        | 403 | AccessDenied        | az keyvault set-policy --name contoso
            https://contoso.vault.azure.net        | 403 | ForbiddenByRbac     | Key Vault Crypto Officer
            https://contoso.managedhsm.azure.net   | 403 | AccessDenied        | --hsm-name contoso
            https://contoso.managedhsm.azure.net   | 403 | ForbiddenByRbac     | Managed HSM Crypto User
            https://contoso.managedhsm.azure.net   | 404 | KeyNotFound         | --hsm-name contoso
            https://contoso.vault.azure.net        | 409 | Conflict            | --vault-name contoso
            https://contoso.vault.azure.net        | 429 | Throttled           | fewer jobs
            https://contoso.vault.azure.net        | 503 | Unavailable         | try again later
            """)
    void hint_namesTheVaultAndTheRightOption(String url, int status, String code, String hint)
            throws Exception {
        assertThat(
                        ServiceHint.of(
                                VaultHost.parseUrl(url),
                                new ServiceError(status, code, "no", Optional.empty())))
                .contains(hint);
    }

    @Test
    void nothingKnown_noHint() throws Exception {
        VaultHost vault = VaultHost.parseUrl("https://contoso.vault.azure.net");

        assertThat(ServiceHint.of(vault, new ServiceError(418, "Teapot", "", Optional.empty())))
                .isNull();
    }
}
