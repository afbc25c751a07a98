package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.command.RecordedCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.Protection;
import dev.keyhaul.keyvault.VaultKey;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a tenant key in a vault. */
@Command(
        description = {
            "Makes a key in a vault that can be a tenant key: RSA-HSM, the six operations, not exportable;"
                    + " and proves that it works.",
            "It was never anywhere else and can never be: there is no master copy of it, and no way out of"
                    + " the service with it."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul vault create --vault https://contoso-kv.vault.azure.net --name tenant"
        })
public final class VaultCreate extends RecordedCommand {
    private static final Set<Integer> LENGTHS = Set.of(2048, 3072, 4096);

    @Mixin private VaultOptions vault = new VaultOptions();

    @Option(names = "--name", required = true, paramLabel = "N", description = "the key's new name")
    private String name = "";

    @Option(
            names = "--bits",
            paramLabel = "2048|3072|4096",
            description = "its length (default: 2048, the one for a tenant key)")
    private int bits = 2048;

    @Option(
            names = "--protection",
            paramLabel = "hsm|software",
            description = "what guards it in the vault (default: hsm)")
    private Protection protection = Protection.HSM;

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (!LENGTHS.contains(bits)) {
            throw new UsageException(
                    "--bits is " + bits, "a key in a vault has 2048, 3072 or 4096 bits");
        }
        common.profile.check(bits, common.allowWeakKey).forEach(console::warn);
        KeyVault connected = vault.connect(console);
        ImportOptions options = ImportOptions.tenantKey().withNewVersion(common.force);
        NewName.require(connected, name, options, console);
        VaultKey made = connected.createKey(name, bits, protection, options);
        ImportedKey.proveAndReport(
                connected,
                made,
                ExpectedKey.tenantKey(made.description(), protection)
                        .withPurgeAllowed(common.profile != KeyProfile.TENANT_KEY),
                Optional.empty(),
                console);
    }
}
