package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchItem;
import dev.keyhaul.batch.GroupSync;
import dev.keyhaul.batch.ManifestCheck;
import dev.keyhaul.cli.backup.RecipientSpec;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.pkcs11.TokenUri;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What every item is asked before the first key is opened. */
final class ManifestRule implements ManifestCheck.ItemRule {
    /** Folders beyond so many are looked at each time: memory stays bounded. */
    private static final int MAX_KEPT = 100_000;

    private final Path folder;
    private final Keks keks;
    private final KekTrust trust;
    private final GroupSync sync;
    private final Set<Path> folders = new HashSet<>();
    private boolean clearKeys;
    private long wrapsHere;

    ManifestRule(Path folder, Keks keks, KekTrust trust, GroupSync sync) {
        this.folder = folder;
        this.keks = keks;
        this.trust = trust;
        this.sync = sync;
    }

    @Override
    public Optional<String> destination(BatchItem item) throws KeyTransferException {
        ItemPlan plan = ItemPlan.of(item, folder);
        clearKeys |= plan.key().mayBeSoftware();
        if (plan.isWrappedHere()) {
            wrapsHere++;
        }
        if (plan.destination() instanceof ItemPlan.Destination.Blob blob) {
            trust.requireDestination(keks.get(blob.kek()));
            requireFolder(blob.output());
        } else if (plan.destination() instanceof ItemPlan.Destination.Vault vault) {
            if (vault.kek().isPresent()) {
                keks.get(vault.kek().get()).requireIn(vault.host());
            }
            if (vault.kekName().isPresent()) {
                trust.requireFingerprint(vault.host(), vault.kekName().get());
            }
        } else if (plan.destination() instanceof ItemPlan.Destination.Copy copy) {
            for (String recipient : copy.recipients()) {
                requireNoModule(RecipientSpec.parse(recipient));
            }
        }
        return plan.destination().place();
    }

    /** Whether a key of the items so far is read in the clear. */
    boolean readsClearKeys() {
        return clearKeys;
    }

    /** How many of the items so far are wrapped under a KEK by this process itself. */
    long wrapsHere() {
        return wrapsHere;
    }

    private void requireFolder(Path output) throws FileException {
        Path parent = output.getParent();
        if (parent == null || folders.contains(parent)) {
            return;
        }
        if (!Files.isDirectory(parent)) {
            throw new FileException(
                    "cannot write " + output + ": there is no folder " + parent,
                    "make the folder first");
        }
        sync.expect(parent.toAbsolutePath());
        if (folders.size() < MAX_KEPT) {
            folders.add(parent);
        }
    }

    private static void requireNoModule(RecipientSpec spec) throws MalformedInputException {
        if (spec instanceof RecipientSpec.InToken held) {
            TokenUri uri = held.uri();
            if (uri.namesModule() || uri.pinFile().isPresent()) {
                throw new MalformedInputException(
                        "a recipient's URI names a module or a PIN file",
                        "give --module, and the PIN file in to_pin_file");
            }
        }
    }
}
