package dev.keyhaul.cli.option;

import dev.keyhaul.ceremony.VaultFact;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.OfHost;
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

/** As whom a vault is reached, and by what way. */
public final class VaultAccessOptions {

    static final Opt<String> CREDENTIAL =
            Opt.text(
                    "--credential NAME",
                    "default, azure-cli, azure-powershell, azure-developer-cli, environment,"
                            + " managed-identity or workload-identity (default: default)",
                    Settable.CREDENTIAL,
                    new BesidePlan(),
                    new OfHost());

    public static final Opt<Path> LOCAL_VAULT =
            Opt.input(
                    "--local-vault FILE",
                    "the access file of a local vault, which takes the place of the vault of --vault",
                    Settable.LOCAL_VAULT,
                    new BesidePlan(),
                    new OfHost());

    public static final Rows ROWS =
            Rows.of(VaultAccessOptions.class, Heading.VAULT_ACCESS).and(CREDENTIAL, LOCAL_VAULT);

    private final Given given;

    /** Takes what a command line gave. */
    public VaultAccessOptions(Given given) {
        this.given = given;
    }

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
        return given.find(CREDENTIAL).orElse("default");
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
        Path local = given.get(LOCAL_VAULT);
        if (local == null) {
            return AzureCredential.named(credentialName());
        }
        if (given.has(CREDENTIAL)) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--credential cannot be used with --local-vault",
                    "a real credential is never sent to a local vault");
        }
        return new LoopbackRelay(local);
    }
}
