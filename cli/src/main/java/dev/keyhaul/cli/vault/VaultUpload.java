package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.Protection;
import dev.keyhaul.keyvault.VaultKey;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports a finished blob. */
@Command(
        description = {
            "Imports a finished key transfer blob, and proves that the vault then holds the expected key.",
            "Anybody can make a valid blob for a KEK, so --expect is needed: the blob itself proves"
                    + " nothing."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul vault upload tenant.byok --vault https://contoso-kv.vault.azure.net --name tenant"
                    + " \\",
            "      --expect tenant-public.pem"
        })
public final class VaultUpload extends KeyhaulCommand {
    private static final int MAX_BLOB_BYTES = 1024 * 1024;

    @Parameters(paramLabel = "FILE", description = "the blob")
    private Path file = Path.of("");

    @Mixin private VaultOptions vault = new VaultOptions();

    @Mixin private ExpectedKeyOption expected = new ExpectedKeyOption();

    @Option(names = "--name", required = true, paramLabel = "N", description = "the key's new name")
    private String name = "";

    @Override
    protected void run(Console console) throws KeyTransferException {
        KeyTransferBlob blob = KeyTransferBlob.parse(InputFile.read(file, MAX_BLOB_BYTES));
        // Before anything is changed: a malformed expectation must not leave an unproven key
        // behind.
        expected.fingerprint();
        KeyVault connected = vault.connect(console);
        VaultKey imported =
                connected.importBlob(
                        name, blob, ImportOptions.tenantKey().withNewVersion(common.force));
        ImportedKey.proveAndReport(
                connected,
                imported,
                expected.require(imported.publicKey()),
                Protection.HSM,
                console);
    }
}
