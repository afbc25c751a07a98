package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.command.RecordedCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.Protection;
import dev.keyhaul.keyvault.VaultKey;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a tenant key in a vault. */
public final class VaultCreateCommand extends RecordedCommand {
    private static final Set<Integer> LENGTHS = Set.of(2048, 3072, 4096);

    @Mixin private NewKeyOptions vault = new NewKeyOptions();

    @Option(
            names = "--bits",
            paramLabel = "2048|3072|4096",
            description = "its length (default: 2048, the one for a tenant key)")
    private int bits = 2048;

    @Option(
            names = "--protection",
            paramLabel = "hsm|software",
            description = "what protects it in the vault (default: hsm)")
    private Protection protection = Protection.HSM;

    @Mixin private ProfileOption profile = new ProfileOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (!LENGTHS.contains(bits)) {
            throw new UsageException(
                    "--bits is " + bits, "a key in a vault has 2048, 3072 or 4096 bits");
        }
        profile.profile.check(bits, access.allowWeakKey).forEach(console::warn);
        KeyVault connected = vault.connect(console);
        ImportOptions options = vault.options();
        vault.requireUsableName(connected, console);
        VaultKey made = connected.createKey(vault.name(), bits, protection, options);
        ImportedKey.proveAndReport(
                connected,
                made,
                ExpectedKey.tenantKey(made.description(), protection)
                        .withPurgeAllowed(profile.allowsPurge()),
                Optional.empty(),
                Optional.empty(),
                console);
    }
}
