package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What a key backup of Key Vault's own is, written beside it so that nobody takes it for a master
 * copy.
 *
 * @param copy the master copy that it is kept beside
 * @param kid the newest version of the key when the backup was made
 * @param keyFingerprint that version's fingerprint, as {@code sha256:} and hex
 * @param lengthBytes the length of the blob
 * @param sha256 the SHA-256 of the blob, 64 hex digits
 * @param made when it was made
 * @param madeBy who made it, as user@host
 */
public record VaultBackupLabel(
        CopyId copy,
        KeyIdentifier kid,
        String keyFingerprint,
        long lengthBytes,
        String sha256,
        Instant made,
        String madeBy) {

    /** What every label says. */
    public static final String MEANING =
            "Key Vault's own backup of the key: it restores only into the same subscription and"
                    + " geography, and is no master copy";

    private static final String SCHEMA_VERSION = "1.0.0";
    private static final String TYPE = "Azure Key Vault key backup";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    static VaultBackupLabel read(byte[] utf8) throws KeyTransferException {
        JsonObject json = JsonObject.parse(utf8);
        json.requireOnly(
                "schema_version",
                "type",
                "meaning",
                "copy",
                "kid",
                "key_fingerprint",
                "length_bytes",
                "sha256",
                "made",
                "made_by");
        if (!json.string("schema_version").equals(SCHEMA_VERSION)
                || !json.string("type").equals(TYPE)) {
            throw new MalformedInputException(
                    "no label of a key backup",
                    "use the version of keyhaul that wrote it, or a later one");
        }
        return new VaultBackupLabel(
                CopyId.parse(json.string("copy")),
                KeyIdentifier.parseVersioned(json.string("kid")),
                json.string("key_fingerprint"),
                json.number("length_bytes"),
                json.string("sha256"),
                json.time("made"),
                json.string("made_by"));
    }

    /** Returns the label as its file and reports hold it: JSON in UTF-8. */
    public byte[] toUtf8() {
        return JsonObject.builder()
                .put("schema_version", SCHEMA_VERSION)
                .put("type", TYPE)
                .put("meaning", MEANING)
                .put("copy", copy.text())
                .put("kid", kid.toString())
                .put("key_fingerprint", keyFingerprint)
                .put("length_bytes", lengthBytes)
                .put("sha256", sha256)
                .put("made", made.toString())
                .put("made_by", madeBy)
                .build()
                .toUtf8();
    }

    /**
     * Names the folder: when, of which vault and key, and the beginning of the label's SHA-256,
     * which shows a label that was changed.
     */
    String folderName() {
        return TIME.format(made)
                + "-"
                + kid.vault().name()
                + "-"
                + kid.name()
                + "-"
                + Sha256.hex(toUtf8()).substring(0, 16);
    }
}
