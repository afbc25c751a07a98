package dev.keyhaul.backup.report;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.TransferableKey;
import java.nio.file.Path;
import java.util.Optional;

/** A master copy that was restored, for good or in a drill, as reports and records show it. */
public final class RestoreReport {
    private RestoreReport() {}

    /** Returns what a drill did with the key. */
    public static String used(MasterCopy copy) {
        KeyDescription key = copy.manifest().description();
        String how =
                key instanceof KeyDescription.Rsa
                        ? "signed and decrypted"
                        : key instanceof KeyDescription.Ec ? "signed" : "encrypted and decrypted";
        return how + ", compared with the expected key";
    }

    /** Returns what of a key restored in memory was compared with the expected key. */
    public static String compared(MasterCopy copy) {
        KeyDescription key = copy.manifest().description();
        if (key instanceof KeyDescription.Rsa) {
            return "modulus compared";
        }
        return key instanceof KeyDescription.Ec ? "public point compared" : "fingerprint compared";
    }

    /** Returns what proves a key that was restored in a token. */
    public static String provenInToken(MasterCopy copy) {
        return copy.manifest().description() instanceof KeyDescription.Aes
                ? "fingerprint compared, which the token made by encrypting"
                : compared(copy) + ", and a signature made in the token verified";
    }

    /**
     * Returns the report of a drill.
     *
     * @param recipient where the key was restored
     */
    public static JsonObject ofDrill(MasterCopy copy, String recipient, JournalHead head) {
        return JsonObject.builder()
                .put("id", copy.id().toString())
                .put("drilled_in", recipient)
                .put("key_fingerprint", copy.manifest().fingerprint().toString())
                .put("proof", used(copy))
                .put("left_behind", "nothing: the restored key was destroyed")
                .put("journal_head", head.sha256())
                .build();
    }

    /** Returns the report of a key that is in a token again. */
    public static JsonObject inToken(MasterCopy copy, TransferableKey restored) {
        return JsonObject.builder()
                .put("id", copy.id().toString())
                .put("restored_to", restored.origin().location())
                .put("key_fingerprint", restored.description().fingerprint().toString())
                .put(
                        "extractable",
                        Optional.ofNullable(restored.origin().details().get("CKA_EXTRACTABLE"))
                                .map(Boolean::valueOf))
                .put("proof", provenInToken(copy))
                .put("cannot_come_back", RestoreRules.lostAttributes(copy.manifest().origin()))
                .build();
    }

    /** Returns the report of a key that is in a file again. */
    public static JsonObject inFile(MasterCopy copy, Path file) {
        return JsonObject.builder()
                .put("id", copy.id().toString())
                .put("restored_to", file.toString())
                .put("key_fingerprint", copy.manifest().fingerprint().toString())
                .put("proof", compared(copy))
                .put("cannot_come_back", RestoreRules.lostAttributes(copy.manifest().origin()))
                .build();
    }
}
