package dev.keyhaul.usageaudit;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.evidence.TrustedSigner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ceremony records in a folder explain: for each command that works with a vault, the
 * operations that it does there, on the keys that its arguments name, in its time. Stateless: any
 * thread may use it.
 *
 * @since 0.1.0
 */
public final class ExplainingRecords {
    /**
     * An import makes and disables a KEK, imports, reads the key back, and has it sign and decrypt.
     */
    private static final Map<String, Integer> IMPORT =
            Map.of(
                    "KeyCreate", 1,
                    "KeyImport", 1,
                    "KeyUpdate", 2,
                    "KeyGet", 8,
                    "KeySign", 1,
                    "KeyDecrypt", 1);

    private static final Map<String, Map<String, Integer>> COMMANDS =
            Map.of(
                    "vault import-key", IMPORT,
                    "vault create-key", Map.of("KeyCreate", 1, "KeyGet", 4),
                    "vault set-key-operations", Map.of("KeyUpdate", 1, "KeyGet", 4),
                    "vault backup-key", Map.of("KeyBackup", 1, "KeyGet", 4),
                    "kek create", Map.of("KeyCreate", 1, "KeyGet", 4),
                    "kek download", Map.of("KeyGet", 4));

    private ExplainingRecords() {}

    /**
     * Reads what they explain: at most 100,000 records of at most 4 MiB each. Anybody can write a
     * record: one that no trusted key signed is read, but not proven.
     *
     * @param folder the folder of the records
     * @param trusted the evidence keys whose records explain something
     * @throws KeyTransferException if one cannot be read, or its signature does not hold: that is
     *     no explanation but an error
     */
    public static List<KnownOperations> in(Path folder, List<TrustedSigner> trusted)
            throws KeyTransferException {
        Arguments.notNull("trusted", trusted);
        List<KnownOperations> known = new ArrayList<>();
        for (StoredRecord stored : RecordFolder.open(folder).read()) {
            stored.requireSignatureHolds();
            known.addAll(of(stored.name(), stored.record(), isBy(trusted, stored.record())));
        }
        return known;
    }

    private static boolean isBy(List<TrustedSigner> trusted, CeremonyRecord record) {
        return record.signer().stream()
                .anyMatch(key -> trusted.stream().anyMatch(t -> t.fingerprint().matches(key)));
    }

    private static List<KnownOperations> of(String name, CeremonyRecord record, boolean isProven)
            throws KeyTransferException {
        Deed deed = record.deed();
        Map<String, Integer> operations = COMMANDS.get(deed.command());
        List<KnownOperations> known = new ArrayList<>();
        if (operations == null
                || record.facts().vault().isEmpty()
                || !KnownOperations.isTime(deed.started())
                || !KnownOperations.isTime(deed.ended())) {
            return known;
        }
        VaultHost vault = VaultHost.parseUrl(record.facts().vault().get().url());
        for (String option : List.of("--name", "--kek-name")) {
            Optional<String> key = Optional.ofNullable(deed.options().get(option));
            // What no vault can have as a key's name was refused: there is nothing to explain.
            if (key.filter(KnownOperations::isKeyName).isPresent()) {
                known.add(
                        new KnownOperations(
                                name + " (" + deed.command() + ")",
                                vault.name(),
                                key.get(),
                                deed.started(),
                                deed.ended(),
                                operations,
                                isProven));
            }
        }
        return known;
    }
}
