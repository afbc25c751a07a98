package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.keyvault.report.VaultKeyReport;

/** Shows a key in a vault. */
public record VaultShowKeyCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of(
                    "kid",
                    "kty",
                    "crv",
                    "aes_bits",
                    "fingerprint",
                    "key_ops",
                    "attributes.enabled",
                    "attributes.exportable",
                    "attributes.created",
                    "attributes.expires");

    public static final Rows ROWS =
            Rows.of(VaultShowKeyCommand.class)
                    .reporting(VaultKeyReport.class)
                    .and(JsonOption.ROWS, VaultOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        VaultOptions vault = new VaultOptions(given);
        Console console = call.console();
        console.report(vault.connect(console).show(vault.name()).toUtf8(), HEADLINE);
    }
}
