package dev.keyhaul.cli.backup;

import dev.keyhaul.core.backup.Authenticity;
import dev.keyhaul.core.backup.MasterCopy;
import dev.keyhaul.core.backup.StoredCopy;
import dev.keyhaul.core.backup.manifest.Manifest;
import dev.keyhaul.core.backup.manifest.RecipientEntry;
import dev.keyhaul.core.json.JsonObject;

/** A master copy as reports show it. */
final class CopyReport {
    private CopyReport() {}

    static JsonObject whole(MasterCopy copy, Authenticity authenticity) {
        Manifest manifest = copy.manifest();
        return JsonObject.builder()
                .put("id", copy.id().toString())
                .put("folder", copy.folder().toString())
                .put("key_fingerprint", manifest.fingerprint().toString())
                .put("key_location", manifest.origin().location())
                .put(
                        "recipients",
                        manifest.recipients().stream().map(CopyReport::recipient).toList())
                .put("survival", manifest.survival().sentences())
                .put("authenticity", authenticity.label())
                .put("origin", manifest.origin().details())
                .build();
    }

    private static JsonObject recipient(RecipientEntry entry) {
        return JsonObject.builder()
                .put("recipient", entry.recipient().describe())
                .put("identity", entry.recipient().identity())
                .put("strategy", entry.strategy())
                .put("proof", entry.proof().label())
                .put("notes", entry.notes())
                .build();
    }

    static JsonObject line(StoredCopy copy) {
        JsonObject.Builder line = JsonObject.builder().put("id", copy.id().toString());
        if (copy instanceof StoredCopy.Listed listed) {
            Manifest manifest = listed.copy().manifest();
            return line.put("state", "listed")
                    .put("created", manifest.created().toString())
                    .put("bits", manifest.publicKey().getModulus().bitLength())
                    .put(
                            "recipients",
                            manifest.recipients().stream()
                                    .map(entry -> entry.recipient().describe())
                                    .toList())
                    .put("key_fingerprint", manifest.fingerprint().toString())
                    .build();
        }
        String why = ((StoredCopy.Damaged) copy).why().getMessage();
        return line.put("state", "damaged: " + why).build();
    }
}
