package dev.keyhaul.cli.batch;

import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.destination.CopyDestination;
import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.BatchKeks;
import dev.keyhaul.batch.destination.BlobDestination;
import dev.keyhaul.batch.keyvault.VaultDestination;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.NewVersionOption;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.cli.option.WeakPasswordOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.secret.KeptSecret;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.secret.PasswordSource;

/** Where the keys of a batch go, blobs, vaults and stores, with the options of each. */
record BatchPlaces(Given given) {

    public static final Rows ROWS =
            Rows.of(BatchPlaces.class)
                    .and(KekTrust.ROWS, VaultAccessOptions.ROWS, RecipientPinOption.ROWS)
                    .and(NewPasswordOptions.ROWS, WeakPasswordOption.ROWS, OpenGuardOption.ROWS)
                    .and(ProfileOption.ROWS, NewVersionOption.ROWS);

    BatchKeks keks(Console console) {
        return new KekTrust(given).keks(console);
    }

    /** Begins the rules for wraps under a KEK. */
    BlobWrapper.Builder wrapper(KeyExchangeKey kek, AccessOptions access) {
        return new ProfileOption(given).wrapper(kek, access, new KekTrust(given).isRehearsal());
    }

    /** Returns all three kinds; each item names one. */
    BatchDestination[] destinations(BatchKeks keks, BatchKeys keys) {
        return new BatchDestination[] {
            new BlobDestination(keks, new KekTrust(given).vaults()),
            vaults(keks, keys),
            copies(keys)
        };
    }

    private VaultDestination vaults(BatchKeks keks, BatchKeys keys) {
        Console silent = Console.silent();
        VaultAccessOptions access = new VaultAccessOptions(given);
        return new VaultDestination(
                keks,
                host -> ItemFailure.of(() -> access.connect(host, silent)),
                new NewVersionOption(given).with(new ProfileOption(given), keys.access()),
                AdRmsKey::usualProtection);
    }

    private CopyDestination copies(BatchKeys keys) {
        return new CopyDestination(
                keys.tokens(),
                copyPassword(keys.copyPassword()),
                file ->
                        CommandSecrets.of(
                                file.map(f -> SecretSource.of("PIN", "--pin-file").fromFile(f))
                                        .orElseGet(new RecipientPinOption(given)::pin)),
                new Operator(HostName.operator()),
                Version.generator(),
                new WeakPasswordOption(given).allowed());
    }

    private PasswordSource copyPassword(KeptSecret kept) {
        SecretSource source = new NewPasswordOptions(given).of("the master copies").keptIn(kept);
        return () -> ItemFailure.of(() -> source.read("New password of the master copies"));
    }

    /** Says for an approval whether the copies get a new password. */
    String newPassword() {
        return new NewPasswordOptions(given).covered();
    }
}
