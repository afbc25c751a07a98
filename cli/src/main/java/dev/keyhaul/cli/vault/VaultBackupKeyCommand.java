package dev.keyhaul.cli.vault;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.VaultBackup;
import dev.keyhaul.backup.VaultBackups;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;

/** Fetches the service's own backup of a key. */
public record VaultBackupKeyCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("file", "kid", "key_fingerprint", "copy", "meaning");

    static final Opt<Path> OUT =
            Opt.output(
                    "-o --out F", "the file to write the backup to, for 'az keyvault key restore'");

    static final Opt<Path> STORE =
            Opt.folder("--store D", "instead of -o: the store that has a master copy of the key");

    static final Opt<String> ID =
            Opt.text("--id ID", "with --store: the copy's ID, or the start of it");

    public static final Rows ROWS =
            Rows.of(VaultBackupKeyCommand.class)
                    .and(RecordOptions.ROWS, AccessOptions.ROWS, VaultOptions.ROWS)
                    .and(OUT, STORE, ID)
                    .and(OverwriteOption.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path out = given.get(OUT);
        Path store = given.get(STORE);
        String id = given.get(ID);
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
        OutputFile file = new OverwriteOption(given).at(path, console);
        VaultOptions vault = new VaultOptions(given);
        KeyVault connected = vault.connect(console);
        VaultKey key = connected.show(vault.name());
        byte[] blob = connected.backup(vault.name());
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
        VaultOptions vault = new VaultOptions(given);
        KeyVault connected = vault.connect(console);
        VaultKey key = connected.show(vault.name());
        RecordFacts.inVault(console.record(), key);
        VaultBackups.requireSameKey(copy, key.id(), key.description().fingerprint());
        byte[] blob = connected.backup(vault.name());
        VaultBackup kept =
                VaultBackups.of(opened)
                        .keep(copy, key.id(), blob, new Operator(HostName.operator()));
        console.report(
                JsonObject.builder()
                        .put("file", kept.blob().toString())
                        .putAll(JsonObject.parse(kept.verify().toUtf8()))
                        .build(),
                HEADLINE);
    }
}
