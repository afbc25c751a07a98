package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a key in a vault. */
@Command(
        description = "Shows a key in a vault: versioned URL, operations, attributes.",
        footer = {
            "",
            "Example:",
            "  keyhaul vault show --vault https://contoso-kv.vault.azure.net --name tenant"
        })
public final class VaultShowCommand extends ReportingCommand {
    @Mixin private VaultOptions vault = new VaultOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        console.report(vault.connect(console).show(vault.name).toUtf8());
    }
}
