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
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.report.WhichKey;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

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
                    .reporting(InFile.class, BesideCopy.class)
                    .and(RecordOptions.ROWS, AccessOptions.ROWS, VaultOptions.ROWS)
                    .and(OUT, STORE, ID)
                    .and(OverwriteOption.ROWS);

    /**
     * A backup in a file.
     *
     * @param meaning what such a backup is, and what it is not
     * @param kid the key's versioned identifier in its vault
     * @param file the file
     */
    record InFile(String meaning, String kid, Optional<WhichKey> which, Path file) {}

    /**
     * A backup that is kept beside a master copy.
     *
     * @param file the file
     * @param type what the label says that it is
     * @param meaning what such a backup is, and what it is not
     * @param copy the ID of the master copy
     * @param kid the key's versioned identifier in its vault
     * @param lengthBytes the length of the blob
     * @param sha256 SHA-256 of the blob, 64 hex digits
     * @param made when it was made (ISO 8601, UTC)
     * @param madeBy who made it, as user@host
     */
    record BesideCopy(
            Path file,
            String type,
            String meaning,
            String copy,
            String kid,
            WhichKey which,
            long lengthBytes,
            String sha256,
            Instant made,
            String madeBy) {}

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
        console.report(
                new InFile(
                        VaultBackup.Label.MEANING,
                        key.id().toString(),
                        key.described().map(known -> new WhichKey(known.fingerprint())),
                        file.path()),
                HEADLINE);
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
        VaultBackup.Label label = kept.verify();
        console.report(
                new BesideCopy(
                        kept.blob(),
                        VaultBackup.Label.TYPE,
                        VaultBackup.Label.MEANING,
                        label.copy().text(),
                        label.kid().toString(),
                        new WhichKey(Fingerprint.parse(label.keyFingerprint())),
                        label.lengthBytes(),
                        label.sha256(),
                        label.made(),
                        label.madeBy()),
                HEADLINE);
    }
}
