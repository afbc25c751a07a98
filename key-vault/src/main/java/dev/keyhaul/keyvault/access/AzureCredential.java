package dev.keyhaul.keyvault.access;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The ways to a credential that Azure's identity library knows, chosen by name.
 *
 * <pre>{@code
 * KeyVault vault =
 *         KeyVault.connect(
 *                 VaultHost.parseUrl("https://contoso-kv.vault.azure.net"),
 *                 AzureCredential.named("azure-cli"));
 * }</pre>
 *
 * @since 0.1.0
 */
public enum AzureCredential implements VaultAccess {
    /** Tries the others in the library's own order (DefaultAzureCredential). */
    DEFAULT,
    /** Whoever signed in with {@code az login}. */
    AZURE_CLI,
    /** Whoever signed in with {@code Connect-AzAccount}. */
    AZURE_POWERSHELL,
    /** Whoever signed in with {@code azd auth login}. */
    AZURE_DEVELOPER_CLI,
    /** A service principal named by {@code AZURE_CLIENT_ID} and its companions. */
    ENVIRONMENT,
    /** The identity of the virtual machine or service that this process runs in. */
    MANAGED_IDENTITY,
    /** The identity of the Kubernetes pod that this process runs in. */
    WORKLOAD_IDENTITY;

    /**
     * Finds a credential by its {@link #optionName()}.
     *
     * @param name such as {@code azure-cli}
     * @return the credential
     * @throws MalformedIdentifierException if there is none of that name
     */
    public static AzureCredential named(String name) throws MalformedIdentifierException {
        Arguments.notNull("name", name);
        for (AzureCredential credential : values()) {
            if (credential.optionName().equals(name)) {
                return credential;
            }
        }
        throw new MalformedIdentifierException(
                Reason.VALUE_FORM,
                "unknown credential '" + name + "'",
                "use one of "
                        + Arrays.stream(values())
                                .map(AzureCredential::optionName)
                                .collect(Collectors.joining(", ")));
    }

    /** {@return the name as an option has it, such as {@code azure-cli}} */
    public String optionName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
