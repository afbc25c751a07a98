package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.KeyVault;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which key of which vault, and as whom it is reached. */
public final class VaultOptions {
    @Option(
            names = "--vault",
            required = true,
            paramLabel = "URL",
            description = "the vault, such as https://contoso-kv.vault.azure.net")
    private List<VaultHost> hosts = List.of();

    /** The key's name there. */
    @Option(names = "--name", required = true, paramLabel = "N", description = "the key's name")
    public String name = "";

    @Mixin private VaultAccessOptions access = new VaultAccessOptions();

    /** Returns the vault of a command that takes one. */
    public VaultHost host() {
        if (hosts.size() != 1) {
            throw new UsageException(
                    Reason.VALUE_TWICE,
                    "--vault is given " + hosts.size() + " times; this command accepts one vault",
                    "'keyhaul vault import-key --key' accepts several");
        }
        return hosts.get(0);
    }

    /** Returns the vaults of a command that takes several, each once. */
    public List<VaultHost> hosts() {
        if (Set.copyOf(hosts).size() != hosts.size()) {
            throw new UsageException(
                    Reason.VALUE_TWICE, "the same vault is given twice", "give each --vault once");
        }
        return hosts;
    }

    /**
     * Connects, and shows as whom before anything is changed.
     *
     * @throws KeyTransferException when the way and the vault do not go together, or it fails
     */
    public KeyVault connect(Console console) throws KeyTransferException {
        return connect(host(), console);
    }

    /** Connects to one of several vaults; see {@link #connect(Console)}. */
    public KeyVault connect(VaultHost host, Console console) throws KeyTransferException {
        return access.connect(host, console);
    }
}
