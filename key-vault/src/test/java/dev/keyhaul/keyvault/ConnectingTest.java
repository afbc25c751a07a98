package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.access.AzureCredential;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Real credentials stay with real hosts, rehearsals with rehearsals. */
class ConnectingTest {
    @TempDir Path folder;

    private LoopbackRelay relay(String mode) throws Exception {
        Path file = folder.resolve("vault.access");
        ScriptedVault.writeAccess(file, 8443, "secret-token");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return new LoopbackRelay(file);
    }

    @ParameterizedTest
    @EnumSource(AzureCredential.class)
    void realCredential_rehearsalHost_refused(AzureCredential credential) throws Exception {
        VaultHost host = VaultHost.parseUrl("https://contoso.vault.keyhaul.invalid");

        assertThatThrownBy(() -> KeyVault.connect(host, credential))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a real credential is never sent to it");
    }

    @Test
    void applicationsCredential_rehearsalHost_refused() throws Exception {
        VaultHost host = VaultHost.parseUrl("https://contoso.vault.keyhaul.invalid");

        assertThatThrownBy(() -> KeyVault.connect(host, request -> null))
                .isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://contoso.vault.azure.net",
                "https://contoso.managedhsm.azure.net",
                "https://contoso.vault.azure.cn",
                "https://contoso.vault.usgovcloudapi.net"
            })
    void relay_realHost_refused(String url) throws Exception {
        VaultHost host = VaultHost.parseUrl(url);
        LoopbackRelay relay = relay("rw-------");

        assertThatThrownBy(() -> KeyVault.connect(host, relay))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a local vault's credential is for rehearsals");
    }

    @Test
    void relay_accessFileThatOthersCanRead_refused() throws Exception {
        VaultHost host = VaultHost.parseUrl("https://contoso.vault.keyhaul.invalid");
        LoopbackRelay relay = relay("rw-r-----");

        assertThatThrownBy(() -> KeyVault.connect(host, relay))
                .isInstanceOf(RefusedException.class)
                .hasMessageNotContaining("secret-token");
    }

    @ParameterizedTest
    @EnumSource(AzureCredential.class)
    void credential_isFoundByItsName(AzureCredential credential) throws Exception {
        assertThat(AzureCredential.named(credential.optionName())).isEqualTo(credential);
    }

    @ParameterizedTest
    @EnumSource(value = AzureCredential.class, mode = Mode.EXCLUDE, names = "WORKLOAD_IDENTITY")
    void credential_isMadeForEachCloud(AzureCredential credential) throws Exception {
        for (String url :
                List.of(
                        "https://contoso.vault.azure.net",
                        "https://contoso.managedhsm.chinacloudapi.cn",
                        "https://contoso.vault.usgovcloudapi.net")) {
            VaultHost host = VaultHost.parseUrl(url);
            assertThat(KeyVault.connect(host, credential).host()).isEqualTo(host);
        }
    }

    @Test
    @DisabledIfEnvironmentVariable(named = "AZURE_FEDERATED_TOKEN_FILE", matches = ".+")
    void workloadIdentity_outsideKubernetes_saysWhatItLacks() throws Exception {
        VaultHost host = VaultHost.parseUrl("https://contoso.vault.azure.net");

        assertThatThrownBy(() -> KeyVault.connect(host, AzureCredential.WORKLOAD_IDENTITY))
                .isInstanceOf(KeyVaultException.class)
                .hasMessageStartingWith("cannot use the credential workload-identity: ")
                .hasMessageContaining("Token File");
    }

    @Test
    void credential_unknownName_listsTheNames() {
        assertThatThrownBy(() -> AzureCredential.named("AZURE_CLI"))
                .isInstanceOfSatisfying(
                        MalformedIdentifierException.class,
                        e ->
                                assertThat(e.hint().orElseThrow())
                                        .contains("default, azure-cli, ")
                                        .contains("workload-identity"));
    }
}
