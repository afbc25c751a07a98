package dev.keyhaul.backup.report;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.json.JsonDetails;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.report.WhichKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One copy, as its manifest describes it.
 *
 * @param id the identifier of the copy
 * @param folder the folder of the copy
 * @param keyType the kind of an EC or AES key; absent for RSA
 * @param keyLocation where the key is
 * @param recipients whom the copy is wrapped for
 * @param survival what the copy survives, and what it does not
 * @param authenticity what is known of who made it
 * @param signedBy the fingerprint of the evidence key that signed it; null if it is not signed
 * @param origin facts about the key's home: the token, its module, and the key's PKCS#11 attributes
 */
public record CopyReport(
        String id,
        Path folder,
        Optional<String> keyType,
        WhichKey key,
        String keyLocation,
        List<Recipient> recipients,
        List<String> survival,
        String authenticity,
        @Nullable Fingerprint signedBy,
        Map<String, ?> origin)
        implements InlinePart {
    /**
     * Whom a copy is wrapped for.
     *
     * @param recipient the recipient in words
     * @param identity what identifies the recipient
     * @param strategy how the key was wrapped
     * @param proof how it was proven
     * @param notes what to know about how the token wraps
     */
    public record Recipient(
            String recipient, String identity, String strategy, String proof, List<String> notes) {
        static Recipient of(RecipientEntry entry) {
            return new Recipient(
                    entry.recipient().describe(),
                    entry.recipient().identity(),
                    entry.strategy(),
                    entry.proof().label(entry.method()),
                    entry.notes());
        }
    }

    /** Returns the report of a copy. */
    public static CopyReport of(MasterCopy copy, Authenticity authenticity) {
        Manifest manifest = copy.manifest();
        return new CopyReport(
                copy.id().toString(),
                copy.folder(),
                keyType(manifest.description()),
                new WhichKey(manifest.fingerprint()),
                manifest.origin().location(),
                manifest.recipients().stream().map(Recipient::of).toList(),
                manifest.survival().sentences(manifest.origin()),
                authenticity.label(),
                manifest.signer().orElse(null),
                JsonDetails.values(manifest.origin().details()));
    }

    /** RSA goes without saying. */
    static Optional<String> keyType(KeyDescription key) {
        return key instanceof KeyDescription.Rsa ? Optional.empty() : Optional.of(key.name());
    }

    /**
     * One copy with its history, and what is kept beside it.
     *
     * @param created when it was made (ISO 8601, UTC)
     * @param createdBy who made it, as user@host
     * @param tool the tool and its version
     * @param originProtection what protected the original
     * @param originMaker the maker of the original's home
     * @param cannotComeBack attributes of the original that no restored key has
     * @param lastProven when it was last proven to be restorable (ISO 8601, UTC); null if it never
     *     was
     * @param notProvenBecause why it is not proven; null if it is
     * @param history what was done with the copy, oldest first
     * @param vaultBackups the vault's own backups beside the copy
     */
    public record WithHistory(
            CopyReport copy,
            Instant created,
            String createdBy,
            String tool,
            String originProtection,
            String originMaker,
            List<String> cannotComeBack,
            @Nullable Instant lastProven,
            @Nullable String notProvenBecause,
            List<String> history,
            List<VaultBackupReport> vaultBackups) {
        /**
         * Returns the report of a copy.
         *
         * @throws KeyTransferException if the copy is not what the journal says, or the store
         *     cannot be read
         */
        public static WithHistory of(
                MasterCopy copy, MasterCopyStore store, JournalEvidence journal)
                throws KeyTransferException {
            Manifest manifest = copy.manifest();
            Optional<Instant> proven = journal.lastProven(copy);
            return new WithHistory(
                    CopyReport.of(copy, journal.check(copy)),
                    manifest.created(),
                    manifest.createdBy(),
                    manifest.tool(),
                    manifest.origin().protection().label(),
                    manifest.origin().maker(),
                    RestoreRules.lostAttributes(manifest.origin()),
                    proven.orElse(null),
                    proven.isPresent() ? null : journal.whyNotProven(copy),
                    journal.history(copy),
                    VaultBackupReport.beside(copy, store));
        }
    }
}
