package dev.keyhaul.cli.byok;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.UsageException;
import dev.keyhaul.cli.option.KekOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.file.OutputFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a blob. */
@Command(
        description = {
            "Wraps a key under a KEK into a key transfer blob for Azure Key Vault.",
            "A token key is wrapped inside its token, which then proves that the very bytes hold it. No"
                    + " vault and no network is needed."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul byok create --key 'pkcs11:token=hsm;object=tenant' --pin-file hsm.pin \\",
            "      --kek kek.json -o tenant.byok"
        })
public final class ByokCreate extends KeyhaulCommand {
    @Mixin private KeySourceOption key = new KeySourceOption();

    @Mixin private KekOptions kekOptions = new KekOptions();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "F.byok",
            description = "the blob")
    private Path out = Path.of("");

    @Option(names = "--format", paramLabel = "azure", description = "the blob's format: azure")
    private String format = "azure";

    @Option(names = "--oaep", paramLabel = "sha1", description = "OAEP's hash: sha1 for azure")
    private String oaep = "sha1";

    @Option(
            names = "--rehearsal",
            description = "allow a KEK of the local vault: the key is a rehearsal's")
    private boolean rehearsal;

    @Override
    protected void run(Console console) throws KeyTransferException {
        requireAzure();
        OutputFile file = OutputFile.at(out, common.force);
        file.requireNot(kekOptions.file);
        OpenKey.requireNotOver(file, key.source);
        KeyExchangeKey kek = kekOptions.read(console);
        try (OpenKey opened = OpenKey.of(key.source, common, console)) {
            BlobMaking made = BlobMaking.of(opened.key(), kek, rehearsal, common, console);
            byte[] content = made.blob().toFile();
            file.write(content);
            console.report(made.report(out.toString(), content));
        }
    }

    private void requireAzure() {
        if (!format.equals("azure")) {
            throw new UsageException(
                    "there is no format '" + format + "' in this version",
                    "leave --format out: it is azure");
        }
        if (!oaep.equals("sha1")) {
            throw new UsageException(
                    "format azure has OAEP with SHA-1, not '" + oaep + "'", "leave --oaep out");
        }
    }
}
