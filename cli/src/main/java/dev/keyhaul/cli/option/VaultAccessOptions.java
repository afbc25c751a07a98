package dev.keyhaul.cli.option;

import dev.keyhaul.ceremony.VaultFact;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.Identity;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.KeyVaultException;
import dev.keyhaul.keyvault.access.AzureCredential;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.keyvault.access.VaultAccess;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** As whom a vault is reached, and by what way. */
public final class VaultAccessOptions {
    @Option(
            names = "--credential",
            paramLabel = "NAME",
            description =
                    "default, azure-cli, azure-powershell, azure-developer-cli, environment,"
                            + " managed-identity or workload-identity (default: default)")
    private @Nullable String credential;

    @Option(
            names = "--local-vault",
            paramLabel = "FILE",
            description =
                    "the access file of a local vault, which takes the place of the vault of --vault")
    private @Nullable Path localVault;

    private @Nullable KeyVaultException notSignedIn;

    /**
     * Connects, and shows as whom before anything is changed.
     *
     * @throws KeyTransferException when the way and the vault do not go together, or it fails
     */
    public KeyVault connect(VaultHost host, Console console) throws KeyTransferException {
        KeyVault vault = open(host);
        String asWhom = "the local vault's own token";
        if (!host.isRehearsal()) {
            Identity identity = signedIn(vault);
            asWhom =
                    identity.name()
                            + " (object "
                            + identity.objectId()
                            + ") of tenant "
                            + identity.tenantId();
            console.note("as " + asWhom);
        }
        String noted = asWhom;
        console.record().vault(() -> new VaultFact(host.url(), noted, vault.serverTime()));
        return vault;
    }

    /**
     * Prepares the connection; nothing is asked yet, and nobody is signed in.
     *
     * @throws KeyTransferException when the way and the vault do not go together
     */
    public KeyVault open(VaultHost host) throws KeyTransferException {
        return KeyVault.connect(host, access());
    }

    /** Returns the name of the credential that signs in to Azure. */
    public String credentialName() {
        return credential == null ? "default" : credential;
    }

    /** One attempt for all vaults of a command: what failed takes as long for the next. */
    private Identity signedIn(KeyVault vault) throws KeyTransferException {
        if (notSignedIn != null) {
            throw notSignedIn;
        }
        try {
            return vault.identity();
        } catch (KeyVaultException e) {
            notSignedIn = e;
            throw e;
        }
    }

    private VaultAccess access() throws KeyTransferException {
        if (localVault == null) {
            return AzureCredential.named(credentialName());
        }
        if (credential != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--credential cannot be used with --local-vault",
                    "a real credential is never sent to a local vault");
        }
        return new LoopbackRelay(localVault);
    }
}
