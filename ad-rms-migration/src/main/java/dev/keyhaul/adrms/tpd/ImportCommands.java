package dev.keyhaul.adrms.tpd;

import dev.keyhaul.adrms.slc.CryptographicMode;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.tenant.TenantKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands that bring a domain into an Azure Information Protection tenant, in order.
 * Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class ImportCommands {
    /** Why a key of mode 1 goes another way. */
    public static final String MODE_1 =
            "1024 bits is not adequate protection for an active key, and Key Vault refuses such an import:"
                    + " a key of cryptographic mode 1 goes with the keyed file into a"
                    + " Microsoft-managed tenant key, to open what was protected under it, and is"
                    + " not made active";

    private static final String PLACEHOLDER = "https://VAULT.vault.azure.net/keys/NAME/VERSION";
    private static final String PASSWORD =
            "$password = Read-Host -AsSecureString -Prompt 'password of the domain'";

    private ImportCommands() {}

    /**
     * Returns the commands for a domain.
     *
     * @param keyedFile the file with the private key
     * @param keylessFile the file without it
     * @param key where its key was imported to, with its version, where that is known
     */
    public static List<String> of(
            DomainInfo domain, String keyedFile, String keylessFile, @Nullable KeyIdentifier key) {
        Arguments.notNull("keyedFile", keyedFile, "keylessFile", keylessFile);
        if (domain.certificate().mode() == CryptographicMode.MODE_1) {
            return List.of(
                    "Connect-AipService",
                    PASSWORD,
                    "Import-AipServiceTpd -TpdFile "
                            + fullPath(keyedFile)
                            + " -ProtectionPassword $password -Verbose");
        }
        return ofKeyless(keylessFile, key);
    }

    /**
     * Returns the commands for a domain whose key goes into a vault, or is there.
     *
     * @param keylessFile the file without the private key
     * @param key where the key was imported to, with its version, if that is known
     */
    public static List<String> ofKeyless(String keylessFile, @Nullable KeyIdentifier key) {
        Arguments.notNull("keylessFile", keylessFile);
        List<String> commands = new ArrayList<>();
        if (key != null) {
            commands.add(TenantKey.authorisation(key));
        }
        commands.add("Connect-AipService");
        commands.add(PASSWORD);
        commands.add(
                "Import-AipServiceTpd -TpdFile "
                        + fullPath(keylessFile)
                        + " -ProtectionPassword $password -KeyVaultKeyUrl '"
                        + (key == null ? PLACEHOLDER : TenantKey.url(key))
                        + "' -Verbose");
        commands.add(
                "Set-AipServiceKeyProperties -KeyIdentifier GUID -Active $true   # only for the active "
                        + "key of the cluster; Get-AipServiceKeys shows the GUID");
        return List.copyOf(commands);
    }

    /** The module may look for a relative name in another folder than the current one. */
    private static String fullPath(String file) {
        return "(Resolve-Path " + ShellCommand.powerShell(file) + ")";
    }
}
