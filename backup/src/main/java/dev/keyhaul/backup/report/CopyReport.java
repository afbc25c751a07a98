package dev.keyhaul.backup.report;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonDetails;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import java.time.Instant;
import java.util.Optional;

/** A master copy as reports show it. */
public final class CopyReport {
    private CopyReport() {}

    /** Returns a copy with all that its manifest says. */
    public static JsonObject.Builder whole(MasterCopy copy, Authenticity authenticity) {
        Manifest manifest = copy.manifest();
        return JsonObject.builder()
                .put("id", copy.id().toString())
                .put("folder", copy.folder().toString())
                .putAll(kind(manifest.description()))
                .put("key_fingerprint", manifest.fingerprint().toString())
                .put("key_location", manifest.origin().location())
                .put(
                        "recipients",
                        manifest.recipients().stream().map(CopyReport::recipient).toList())
                .put("survival", manifest.survival().sentences(manifest.origin()))
                .put("authenticity", authenticity.label())
                .put("signed_by", manifest.signer().map(Fingerprint::toString))
                .put("origin", JsonDetails.typed(manifest.origin().details()));
    }

    /** RSA goes without saying. */
    private static JsonObject kind(KeyDescription key) {
        JsonObject.Builder kind = JsonObject.builder();
        if (!(key instanceof KeyDescription.Rsa)) {
            kind.put("key_type", key.name());
        }
        return kind.build();
    }

    private static JsonObject recipient(RecipientEntry entry) {
        return JsonObject.builder()
                .put("recipient", entry.recipient().describe())
                .put("identity", entry.recipient().identity())
                .put("strategy", entry.strategy())
                .put("proof", entry.proof().label(entry.method()))
                .put("notes", entry.notes())
                .build();
    }

    /** Returns a copy in a list of copies. */
    public static JsonObject.Builder line(StoredCopy copy) {
        JsonObject.Builder line = JsonObject.builder().put("id", copy.id().toString());
        if (copy instanceof StoredCopy.Listed listed) {
            Manifest manifest = listed.copy().manifest();
            return line.put("state", "listed")
                    .put("created", manifest.created().toString())
                    .putAll(kind(manifest.description()))
                    .put("bits", manifest.description().lengthBits())
                    .put(
                            "recipients",
                            manifest.recipients().stream()
                                    .map(entry -> entry.recipient().describe())
                                    .toList())
                    .put("key_fingerprint", manifest.fingerprint().toString());
        }
        String why = ((StoredCopy.Damaged) copy).why().getMessage();
        return line.put("state", "damaged: " + why);
    }

    /**
     * Returns a copy with its history, and what is kept beside it.
     *
     * @throws KeyTransferException if the copy is not what the journal says, or the store cannot be
     *     read
     */
    public static JsonObject withHistory(
            MasterCopy copy, MasterCopyStore store, JournalEvidence journal)
            throws KeyTransferException {
        Manifest manifest = copy.manifest();
        Optional<Instant> proven = journal.lastProven(copy);
        return whole(copy, journal.check(copy))
                .put("created", manifest.created().toString())
                .put("created_by", manifest.createdBy())
                .put("tool", manifest.tool())
                .put("origin_protection", manifest.origin().protection().label())
                .put("origin_maker", manifest.origin().maker())
                .put("cannot_come_back", RestoreRules.lostAttributes(manifest.origin()))
                .put("last_proven", proven.map(Instant::toString))
                .put(
                        "not_proven_because",
                        proven.isPresent()
                                ? Optional.empty()
                                : Optional.of(journal.whyNotProven(copy)))
                .put("history", journal.history(copy))
                .put("vault_backups", VaultBackupReport.beside(copy, store))
                .build();
    }
}
