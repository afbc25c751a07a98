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
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.cli.option.WeakPasswordOption;
import dev.keyhaul.cli.secret.KeptSecret;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.secret.PasswordSource;
import picocli.CommandLine.Mixin;

/** Where the keys of a batch go, blobs, vaults and stores, with the options of each. */
final class BatchPlaces {
    @Mixin private KekTrust kekTrust = new KekTrust();

    @Mixin private VaultAccessOptions vaultAccess = new VaultAccessOptions();

    @Mixin private RecipientPinOption recipientPin = new RecipientPinOption();

    @Mixin private NewPasswordOptions newPassword = new NewPasswordOptions();

    @Mixin private WeakPasswordOption weakPassword = new WeakPasswordOption();

    @Mixin private ProfileOption profile = new ProfileOption();

    @Mixin private NewVersionOption newVersion = new NewVersionOption();

    BatchKeks keks(Console console) {
        return kekTrust.keks(console);
    }

    /** Begins the rules for wraps under a KEK. */
    BlobWrapper.Builder wrapper(KeyExchangeKey kek, AccessOptions access) {
        return profile.wrapper(kek, access, kekTrust.isRehearsal());
    }

    /** Returns all three kinds; each item names one. */
    BatchDestination[] destinations(BatchKeks keks, BatchKeys keys) {
        return new BatchDestination[] {
            new BlobDestination(keks, kekTrust.vaults()), vaults(keks, keys), copies(keys)
        };
    }

    private VaultDestination vaults(BatchKeks keks, BatchKeys keys) {
        Console silent = Console.silent();
        return new VaultDestination(
                keks,
                host -> ItemFailure.of(() -> vaultAccess.connect(host, silent)),
                newVersion.with(profile, keys.access()),
                AdRmsKey::usualProtection);
    }

    private CopyDestination copies(BatchKeys keys) {
        return new CopyDestination(
                keys.tokens(),
                copyPassword(keys.copyPassword()),
                file ->
                        CommandSecrets.of(
                                file.map(f -> SecretSource.of("PIN", "--pin-file").fromFile(f))
                                        .orElseGet(recipientPin::pin)),
                new Operator(HostName.operator()),
                Version.generator(),
                weakPassword.allowed);
    }

    private PasswordSource copyPassword(KeptSecret kept) {
        SecretSource source = newPassword.of("the master copies").keptIn(kept);
        return () -> ItemFailure.of(() -> source.read("New password of the master copies"));
    }

    /** Says for an approval whether the copies get a new password. */
    String newPassword() {
        return newPassword.covered();
    }
}
