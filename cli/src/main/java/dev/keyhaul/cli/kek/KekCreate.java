package dev.keyhaul.cli.kek;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a KEK. */
@Command(
        description = {
            "Makes a key exchange key in a vault: RSA-HSM, with 'import' as its only operation.",
            "One KEK a ceremony: disable it afterwards, or a stored blob can be imported again."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul kek create --vault https://contoso-kv.vault.azure.net --name ceremony-1"
        })
public final class KekCreate extends KeyhaulCommand {
    @Mixin private VaultOptions vault = new VaultOptions();

    @Option(names = "--name", required = true, paramLabel = "N", description = "the KEK's name")
    private String name = "";

    @Option(
            names = "--bits",
            paramLabel = "2048|3072|4096",
            description = "its length (default: 4096)")
    private int bits = 4096;

    @Override
    protected void run(Console console) throws KeyTransferException {
        console.report(vault.connect(console).createKek(name, bits).toJson());
    }
}
