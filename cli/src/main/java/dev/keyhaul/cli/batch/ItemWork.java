package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchItem;
import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.batch.BatchWork;
import dev.keyhaul.batch.Column;
import dev.keyhaul.batch.Prepared;
import dev.keyhaul.cli.byok.NewBlob;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.BlobDoor;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.TransferableKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the command does with items: open, check, wrap many under one KEK, hand on. */
final class ItemWork implements BatchWork {
    /** A token wraps in milliseconds, and a vault or a store takes longer. */
    private static final int TOKEN_WEIGHT = 16;

    private final Path folder;
    private final SourceKeys keys;
    private final Keks keks;
    private final BlobItems blobs;
    private final VaultItems vaults;
    private final CopyItems copies;
    private final Wrappers wrappers;
    private final BatchTally tally;
    private final AccessOptions access;
    private final ProfileOption profile;
    private final boolean rehearsal;

    ItemWork(
            Path folder,
            SourceKeys keys,
            Keks keks,
            BlobItems blobs,
            VaultItems vaults,
            CopyItems copies,
            Wrappers wrappers,
            BatchTally tally,
            AccessOptions access,
            ProfileOption profile,
            boolean rehearsal) {
        this.folder = folder;
        this.keys = keys;
        this.keks = keks;
        this.blobs = blobs;
        this.vaults = vaults;
        this.copies = copies;
        this.wrappers = wrappers;
        this.tally = tally;
        this.access = access;
        this.profile = profile;
        this.rehearsal = rehearsal;
    }

    @Override
    public int weight(BatchItem item) {
        if (!item.has(Column.OUTPUT)) {
            return CHUNK;
        }
        boolean inToken =
                item.value(Column.SOURCE)
                        .filter(source -> !Sources.mayBeSoftware(source))
                        .isPresent();
        return inToken ? TOKEN_WEIGHT : 1;
    }

    @Override
    public void prepare(List<BatchItem> items, Outcomes outcomes) throws KeyTransferException {
        List<OpenItem> opened = new ArrayList<>();
        try {
            IdentityHashMap<KeyExchangeKey, List<OpenItem>> underKek = new IdentityHashMap<>();
            for (BatchItem item : items) {
                Optional<Prepared> ready =
                        attempt(
                                item,
                                outcomes,
                                () -> {
                                    OpenItem open = open(item);
                                    opened.add(open);
                                    return readyOrWaiting(open, underKek);
                                });
                if (ready.isPresent()) {
                    outcomes.prepared(ready.get());
                }
            }
            for (Map.Entry<KeyExchangeKey, List<OpenItem>> group : underKek.entrySet()) {
                wrap(group.getKey(), group.getValue(), outcomes);
            }
        } finally {
            opened.forEach(open -> open.close(console(open.plan().item())));
        }
    }

    private OpenItem open(BatchItem item) throws KeyTransferException {
        ItemPlan plan = ItemPlan.of(item, folder);
        return new OpenItem(plan, keys.open(plan, console(item)));
    }

    private Console console(BatchItem item) {
        return Console.collecting(warning -> tally.warned(item, warning));
    }

    /** Lets those wait that are wrapped together; the others are ready at once. */
    private Optional<Prepared> readyOrWaiting(
            OpenItem open, IdentityHashMap<KeyExchangeKey, List<OpenItem>> underKek)
            throws KeyTransferException {
        ItemPlan plan = open.plan();
        Console console = console(plan.item());
        if (plan.destination() instanceof ItemPlan.Destination.Copy copy) {
            return Optional.of(copies.step(plan, copy, open.key(), console));
        }
        Optional<KeyExchangeKey> kek = kek(open, console);
        if (kek.isEmpty()) {
            return Optional.of(
                    vaults.softwareStep(
                            plan,
                            (ItemPlan.Destination.Vault) plan.destination(),
                            open.key(),
                            console));
        }
        door(kek.get()).check(open.key()).forEach(console::warn);
        underKek.computeIfAbsent(kek.get(), k -> new ArrayList<>()).add(open);
        return Optional.empty();
    }

    private Optional<KeyExchangeKey> kek(OpenItem open, Console console)
            throws KeyTransferException {
        return open.plan().destination() instanceof ItemPlan.Destination.Blob blob
                ? Optional.of(keks.get(blob.kek()))
                : vaults.kek(
                        (ItemPlan.Destination.Vault) open.plan().destination(),
                        open.key(),
                        keks,
                        console);
    }

    /** {@link SourceKeys} tests primes, where that is asked for. */
    private BlobDoor door(KeyExchangeKey kek) {
        return NewBlob.door(kek, profile, access, rehearsal).testPrimality(false).build();
    }

    private void wrap(KeyExchangeKey kek, List<OpenItem> items, Outcomes outcomes)
            throws KeyTransferException {
        List<BlobDoor.Outcome> wrapped = new ArrayList<>();
        List<TransferableKey> targets = items.stream().map(OpenItem::key).toList();
        wrappers.use(
                kek.wrappingKey(), wrapper -> door(kek).wrapAll(targets, wrapper, wrapped::add));
        for (BlobDoor.Outcome outcome : wrapped) {
            ItemPlan plan = items.get(outcome.index()).plan();
            if (outcome instanceof BlobDoor.Outcome.Failed failed) {
                outcomes.failed(plan.item(), failed.error());
            } else if (outcome instanceof BlobDoor.Outcome.Made made) {
                Optional<Prepared> ready =
                        attempt(
                                plan.item(),
                                outcomes,
                                () -> Optional.of(prepared(plan, made.blob())));
                if (ready.isPresent()) {
                    outcomes.prepared(ready.get());
                }
            }
        }
    }

    private Prepared prepared(ItemPlan plan, KeyTransferBlob blob) throws KeyTransferException {
        return plan.destination() instanceof ItemPlan.Destination.Blob place
                ? blobs.stage(plan, place.output(), blob)
                : vaults.blobStep(
                        plan,
                        (ItemPlan.Destination.Vault) plan.destination(),
                        blob,
                        console(plan.item()));
    }

    @Override
    public Optional<JsonObject> findDone(BatchItem item, JsonObject intent)
            throws KeyTransferException {
        ItemPlan plan = ItemPlan.of(item, folder);
        if (plan.destination() instanceof ItemPlan.Destination.Blob blob) {
            return blobs.find(plan, blob.output(), intent);
        } else if (plan.destination() instanceof ItemPlan.Destination.Vault vault) {
            return vaults.find(vault, intent, console(item));
        }
        return copies.find((ItemPlan.Destination.Copy) plan.destination(), intent);
    }

    private interface Attempt {
        Optional<Prepared> run() throws KeyTransferException;
    }

    private static Optional<Prepared> attempt(BatchItem item, Outcomes outcomes, Attempt attempt)
            throws KeyTransferException {
        try {
            return attempt.run();
        } catch (UsageException e) {
            outcomes.failed(
                    item,
                    new MalformedIdentifierException(String.valueOf(e.getMessage()), e.hint()));
        } catch (KeyTransferException e) {
            outcomes.failed(item, NextStep.of(e));
        }
        return Optional.empty();
    }
}
