package dev.keyhaul.cli.kek;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Downloads a KEK's record. */
@Command(
        description =
                "Downloads a KEK as a record: identifier, public key, operations, the server's"
                        + " certificates and the time, in one piece.",
        footer = {
            "",
            "Example:",
            "  keyhaul kek download --vault https://contoso-kv.vault.azure.net --name ceremony-1 -o"
                    + " kek.json"
        })
public final class KekDownload extends KeyhaulCommand {
    @Mixin private VaultOptions vault = new VaultOptions();

    @Option(names = "--name", required = true, paramLabel = "N", description = "the KEK's name")
    private String name = "";

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "F.json",
            description = "the record")
    private Path out = Path.of("");

    @Override
    protected void run(Console console) throws KeyTransferException {
        OutputFile file = OutputFile.at(out, common.force);
        KekRecord record = vault.connect(console).downloadKek(name);
        if (!record.keyOperations().equals(List.of("import"))) {
            console.warn(
                    "this is no KEK: its key_ops are " + record.keyOperations() + ", not [import]");
        }
        file.write(record.toJson().toUtf8());
        console.report(record.toJson());
        console.note(
                "read this fingerprint to a second person: " + Fingerprint.of(record.publicKey()));
    }
}
