package dev.keyhaul.keyvault.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.Reason;
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
            https://contoso.vault.azure.net        | 401 | Unauthorized        | VAULT_SIGN_IN    | az login --tenant
            https://contoso.vault.azure.net        | 403 | ForbiddenByFirewall | VAULT_FIREWALL   | --name contoso
            https://contoso.vault.azure.net        | 403 | AccessDenied        | VAULT_FORBIDDEN  | az keyvault set-policy --name contoso
            https://contoso.vault.azure.net        | 403 | ForbiddenByRbac     | VAULT_FORBIDDEN  | Key Vault Crypto Officer
            https://contoso.managedhsm.azure.net   | 403 | AccessDenied        | VAULT_FORBIDDEN  | --hsm-name contoso
            https://contoso.managedhsm.azure.net   | 403 | ForbiddenByRbac     | VAULT_FORBIDDEN  | Managed HSM Crypto User
            https://contoso.managedhsm.azure.net   | 404 | KeyNotFound         | VAULT_NOT_FOUND  | --hsm-name contoso
            https://contoso.vault.azure.net        | 409 | Conflict            | KEY_NAME_DELETED | --vault-name contoso
            https://contoso.vault.keyhaul.invalid  | 401 | Unauthorized        | VAULT_SIGN_IN    | that is running now
            https://contoso.vault.keyhaul.invalid  | 403 | AccessDenied        | VAULT_FORBIDDEN  | of an identity that has this permission
            https://contoso.vault.keyhaul.invalid  | 404 | KeyNotFound         | VAULT_NOT_FOUND  | forgets its keys when it stops
            https://contoso.vault.keyhaul.invalid  | 409 | Conflict            | KEY_NAME_DELETED | choose another name
            https://contoso.vault.azure.net        | 429 | Throttled           | VAULT_BUSY       | fewer parallel jobs
            https://contoso.vault.azure.net        | 503 | Unavailable         | VAULT_FAILED     | try again later
            """)
    void hint_namesTheVaultAndTheRightOption(
            String url, int status, String code, Reason reason, String hint) throws Exception {
        ServiceError error = new ServiceError(status, code, "no", Optional.empty());

        assertThat(ServiceHint.of(VaultHost.parseUrl(url), error)).contains(hint);
        assertThat(ServiceHint.reason(error)).isEqualTo(reason);
    }

    @Test
    void nothingKnown_noHint() throws Exception {
        VaultHost vault = VaultHost.parseUrl("https://contoso.vault.azure.net");

        ServiceError error = new ServiceError(418, "Teapot", "", Optional.empty());

        assertThat(ServiceHint.of(vault, error)).isNull();
        assertThat(ServiceHint.reason(error)).isEqualTo(Reason.VAULT_REFUSED);
    }
}
