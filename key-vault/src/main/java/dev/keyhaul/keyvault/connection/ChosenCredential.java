package dev.keyhaul.keyvault.connection;

import com.azure.core.client.traits.HttpTrait;
import com.azure.core.credential.TokenCredential;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.AzureDeveloperCliCredentialBuilder;
import com.azure.identity.AzurePowerShellCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.access.AzureCredential;

/** Makes the credential that was chosen by name, for the cloud that the vault is in. */
final class ChosenCredential {
    private ChosenCredential() {}

    static TokenCredential create(AzureCredential choice, VaultHost vault, BoundedHttpClient http) {
        return switch (choice) {
            case DEFAULT -> {
                DefaultAzureCredentialBuilder builder = new DefaultAzureCredentialBuilder();
                if (!isPublicCloud(vault)) {
                    builder.authorityHost(authorityHost(vault));
                }
                yield quiet(builder, http).build();
            }
            case ENVIRONMENT -> {
                EnvironmentCredentialBuilder builder = new EnvironmentCredentialBuilder();
                if (!isPublicCloud(vault)) {
                    builder.authorityHost(authorityHost(vault));
                }
                yield quiet(builder, http).build();
            }
            case AZURE_CLI -> new AzureCliCredentialBuilder().build();
            case AZURE_POWERSHELL -> new AzurePowerShellCredentialBuilder().build();
            case AZURE_DEVELOPER_CLI -> new AzureDeveloperCliCredentialBuilder().build();
            case MANAGED_IDENTITY -> quiet(new ManagedIdentityCredentialBuilder(), http).build();
            case WORKLOAD_IDENTITY -> quiet(new WorkloadIdentityCredentialBuilder(), http).build();
        };
    }

    /** The sign-in requests of some hold a client secret: they are not logged either. */
    private static <B extends HttpTrait<B>> B quiet(B builder, BoundedHttpClient http) {
        return builder.httpClient(http).httpLogOptions(SdkClients.noLogging());
    }

    /** In the public cloud the library's default stands, which AZURE_AUTHORITY_HOST may change. */
    private static boolean isPublicCloud(VaultHost vault) {
        return vault.suffix().endsWith(".azure.net");
    }

    private static String authorityHost(VaultHost vault) {
        return vault.suffix().endsWith(".usgovcloudapi.net")
                ? "https://login.microsoftonline.us/"
                : "https://login.chinacloudapi.cn/";
    }
}
