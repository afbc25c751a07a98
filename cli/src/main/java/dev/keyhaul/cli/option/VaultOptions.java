package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.KeyVault;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which key of which vault, and as whom it is reached. */
public final class VaultOptions {
    @Option(
            names = "--vault",
            required = true,
            paramLabel = "URL",
            description = "the vault, such as https://contoso-kv.vault.azure.net")
    private @Nullable VaultHost host;

    /** The key's name there. */
    @Option(names = "--name", required = true, paramLabel = "N", description = "the key's name")
    public String name = "";

    @Mixin private VaultAccessOptions access = new VaultAccessOptions();

    /** Returns the vault. */
    public VaultHost host() {
        return Objects.requireNonNull(host, "picocli requires it");
    }

    /**
     * Connects, and shows as whom before anything is changed.
     *
     * @throws KeyTransferException when the way and the vault do not go together, or it fails
     */
    public KeyVault connect(Console console) throws KeyTransferException {
        return access.connect(host(), console);
    }
}
