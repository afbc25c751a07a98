package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.KeyVault;
import java.util.List;
import java.util.Set;

/** Which key of which vault, and as whom it is reached. */
public record VaultOptions(Given given) {

    public static final Opt.Sure<List<VaultHost>> VAULT =
            Opt.of(
                            "--vault URL",
                            Kinds.vault(),
                            "the vault, such as https://contoso-kv.vault.azure.net",
                            Settable.VAULT)
                    .many()
                    .required();

    public static final Opt.Sure<String> NAME = Opt.text("--name N", "the key's name").required();

    public static final Rows ROWS =
            Rows.of(VaultOptions.class).and(VAULT, NAME).and(VaultAccessOptions.ROWS);

    /** Returns the vault of a command that takes one. */
    public VaultHost host() {
        List<VaultHost> hosts = given.get(VAULT);
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
        List<VaultHost> hosts = given.get(VAULT);
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
        return new VaultAccessOptions(given).connect(host, console);
    }

    /** The key's name there. */
    public String name() {
        return given.get(NAME);
    }
}
