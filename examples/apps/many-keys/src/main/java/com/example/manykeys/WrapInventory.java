package com.example.manykeys;

import dev.keyhaul.batch.Batch;
import dev.keyhaul.batch.BatchRun;
import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.batch.destination.BatchKeks;
import dev.keyhaul.batch.destination.BlobDestination;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Wraps the keys that a manifest names, each into a blob of its own. A key that fails does not stop
 * the others; the next run continues where this one ended, and tries those again.
 */
final class WrapInventory {
    private final KeyInventory inventory;
    private final VaultHost vault;
    private final Fingerprint kekFingerprint;

    /** Takes the KEK's fingerprint as a second person obtained it, on another machine. */
    WrapInventory(KeyInventory inventory, VaultHost vault, Fingerprint kekFingerprint) {
        this.inventory = inventory;
        this.vault = vault;
        this.kekFingerprint = kekFingerprint;
    }

    /**
     * Wraps what earlier runs left.
     *
     * @param manifest CSV with the columns {@code source}, {@code kek} and {@code output}
     * @param journal notes what is done
     */
    BatchTally wrap(Path manifest, Path journal) throws KeyTransferException {
        BatchKeks keks = new BatchKeks(List.of(kekFingerprint), false, System.err::println);
        Batch batch =
                Batch.of(
                                new BatchManifest(manifest),
                                KeySources.of(List.of(new InventorySource(inventory))),
                                SourceSecrets.none(),
                                new BlobDestination(keks, List.of(vault)))
                        .wrappers(WrapInventory::wrapper)
                        .check();
        try (BatchRun run = batch.open(journal, Shard.WHOLE, Files.exists(journal))) {
            run.run(batch.jobs(), (done, failed) -> {});
            return run.tally();
        }
    }

    /** Without the profile, only what can be a tenant key would be wrapped: RSA of 2048 bits. */
    private static BlobWrapper.Builder wrapper(KeyExchangeKey kek) {
        return BlobWrapper.under(kek).profile(KeyProfile.KEY_VAULT).generator("my-application 1.0");
    }
}
