package dev.keyhaul.cli.vault;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.VaultBackup;
import dev.keyhaul.backup.VaultBackups;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.cli.command.RecordedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fetches the service's own backup of a key. */
public final class VaultBackupKeyCommand extends RecordedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of("file", "kid", "key_fingerprint", "copy", "meaning");

    @Mixin private VaultOptions vault = new VaultOptions();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "F",
            description = "the file to write the backup to, for 'az keyvault key restore'")
    private @Nullable Path out;

    @Option(
            names = "--store",
            paramLabel = "D",
            description = "instead of -o: the store that has a master copy of the key")
    private @Nullable Path store;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "with --store: the copy's ID, or the start of it")
    private @Nullable String id;

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (out != null && store == null && id == null) {
            intoFile(out, console);
        } else if (out == null && store != null && id != null) {
            besideCopy(store, id, console);
        } else {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "give -o F, or --store D with --id ID",
                    "-o writes the blob to a file; --store keeps it with a master copy");
        }
    }

    private void intoFile(Path path, Console console) throws KeyTransferException {
        OutputFile file = overwrite.at(path, console);
        KeyVault connected = vault.connect(console);
        VaultKey key = connected.show(vault.name);
        byte[] blob = connected.backup(vault.name);
        file.write(blob);
        console.record().written("the service's own backup", path, blob);
        RecordFacts.inVault(console.record(), key);
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("meaning", VaultBackup.Label.MEANING)
                        .put("kid", key.id().toString());
        key.described()
                .ifPresent(
                        described ->
                                report.put("key_fingerprint", described.fingerprint().toString()));
        console.report(report.put("file", file.toString()).build(), HEADLINE);
    }

    private void besideCopy(Path folder, String copyId, Console console)
            throws KeyTransferException {
        // Before the vault is asked.
        MasterCopyStore.requireUsable(folder).forEach(console::warn);
        MasterCopyStore opened = MasterCopyStore.open(folder);
        MasterCopy copy = opened.get(copyId);
        KeyVault connected = vault.connect(console);
        VaultKey key = connected.show(vault.name);
        RecordFacts.inVault(console.record(), key);
        VaultBackups.requireSameKey(copy, key.id(), key.description().fingerprint());
        VaultBackup kept =
                VaultBackups.of(opened)
                        .keep(
                                copy,
                                key.id(),
                                connected.backup(vault.name),
                                new Operator(HostName.operator()));
        console.report(
                JsonObject.builder()
                        .put("file", kept.blob().toString())
                        .putAll(JsonObject.parse(kept.verify().toUtf8()))
                        .build(),
                HEADLINE);
    }
}
