package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.ExpectedKeyOption.ExpectedPublicKey;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.Protection;
import dev.keyhaul.keyvault.VaultKey;
import java.nio.file.Path;
import java.util.Optional;
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
        // Read once, and before anything is changed: no unproven key is left behind for a typing
        // error.
        ExpectedPublicKey wanted = expected.read();
        if (wanted.publicKey().isPresent()) {
            int bits = wanted.publicKey().get().getModulus().bitLength();
            common.profile.check(bits, common.allowWeakKey).forEach(console::warn);
        }
        KeyVault connected = vault.connect(console);
        VaultKey imported =
                connected.importBlob(
                        name, blob, ImportOptions.tenantKey().withNewVersion(common.force));
        requireExpected(imported, wanted.fingerprint());
        ImportedKey.proveAndReport(
                connected,
                imported,
                imported.publicKey(),
                Protection.HSM,
                Optional.empty(),
                console);
    }

    private static void requireExpected(VaultKey imported, Fingerprint wanted)
            throws CheckFailedException {
        if (!wanted.matches(imported.publicKey())) {
            throw new CheckFailedException(
                    "the vault now holds another key than expected, as "
                            + imported.id()
                            + ": it is "
                            + Fingerprint.of(imported.publicKey())
                            + ", not "
                            + wanted,
                    "nobody should use this key: az keyvault key set-attributes --id "
                            + imported.id()
                            + " --enabled false");
        }
    }
}
