package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import picocli.CommandLine.Mixin;

/** Shows a key in a vault. */
public final class VaultShowKeyCommand extends ReportingCommand {
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

    @Mixin private VaultOptions vault = new VaultOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        console.report(vault.connect(console).show(vault.name).toUtf8(), HEADLINE);
    }
}
