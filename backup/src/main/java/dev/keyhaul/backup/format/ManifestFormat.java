package dev.keyhaul.backup.format;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Reads and writes {@code manifest.json} of schema version {@value #SCHEMA_VERSION}.
 *
 * <p>Unknown members are refused, since one of them may be a restriction. White space and the order
 * of members do not matter to a reader: a key must be restorable in 20 years, by whatever wrote the
 * file.
 */
public final class ManifestFormat {
    /** The value of {@code schema_version}. */
    public static final String SCHEMA_VERSION = "1.0.0";

    private ManifestFormat() {}

    /** Returns the file's bytes. */
    public static byte[] write(Manifest manifest) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("id", manifest.id().text())
                        .put("created", manifest.created().toString())
                        .put("created_by", manifest.createdBy())
                        .put("tool", manifest.tool())
                        .put("key", KeyFormat.write(manifest.description()))
                        .put("origin", KeyFormat.write(manifest.origin()))
                        .put(
                                "recipients",
                                manifest.recipients().stream().map(RecipientFormat::write).toList())
                        .put("survival", write(manifest.survival()))
                        .put("files", manifest.files().stream().map(ManifestFormat::write).toList())
                        .put("store", manifest.store().hex())
                        .put("journal", write(manifest.journal()));
        if (manifest.signedBy() != null) {
            json.put("signed_by", KeyFormat.write(manifest.signedBy()));
        }
        return json.build().toUtf8();
    }

    private static JsonObject write(JournalHead journal) {
        return JsonObject.builder()
                .put("entries", journal.entries())
                .put("head", journal.sha256())
                .build();
    }

    private static JsonObject write(Survival survival) {
        return JsonObject.builder()
                .put("origin_token_lost", survival.outlivesOriginToken())
                .put("one_recipient_lost", survival.outlivesOneRecipient())
                .put("one_person_lost", survival.outlivesOnePerson())
                .build();
    }

    private static JsonObject write(Manifest.FileEntry file) {
        return JsonObject.builder()
                .put("name", file.name())
                .put("length_bytes", file.lengthBytes())
                .put("sha256", file.sha256())
                .build();
    }

    /**
     * Reads a manifest and checks that it agrees with itself; the files beside it are not looked
     * at.
     *
     * @throws MalformedInputException if it is not a manifest, or has another schema version
     * @throws CheckFailedException when it contradicts itself: another key than its fingerprint, or
     *     a claim to survive more than its recipients do
     */
    public static Manifest read(byte[] file) throws KeyTransferException {
        JsonObject json = JsonObject.parse(file);
        requireVersion(json);
        json.requireOnly(
                "schema_version",
                "id",
                "created",
                "created_by",
                "tool",
                "key",
                "origin",
                "recipients",
                "survival",
                "files",
                "store",
                "journal",
                "signed_by");
        try {
            return requireHonest(manifest(json));
        } catch (IllegalArgumentException | DateTimeException e) {
            // The records' own checks: what they refuse here came from the file.
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, String.valueOf(e.getMessage()), null, e);
        }
    }

    private static Manifest manifest(JsonObject json) throws KeyTransferException {
        return new Manifest(
                CopyId.parse(json.string("id")),
                Instant.parse(json.string("created")),
                json.string("created_by"),
                json.string("tool"),
                KeyFormat.read(json.object("key")),
                KeyFormat.readOrigin(json.object("origin")),
                json.objects("recipients", RecipientFormat::read),
                readSurvival(json.object("survival")),
                json.objects("files", ManifestFormat::readFile),
                new Manifest.StoreId(json.string("store")),
                readJournal(json.object("journal")),
                json.has("signed_by") ? KeyFormat.readSigner(json.object("signed_by")) : null);
    }

    private static JournalHead readJournal(JsonObject json) throws MalformedInputException {
        json.requireOnly("entries", "head");
        return new JournalHead(json.number("entries"), json.string("head"));
    }

    private static Survival readSurvival(JsonObject json) throws MalformedInputException {
        json.requireOnly("origin_token_lost", "one_recipient_lost", "one_person_lost");
        return new Survival(
                json.bool("origin_token_lost"),
                json.bool("one_recipient_lost"),
                json.bool("one_person_lost"));
    }

    private static Manifest.FileEntry readFile(JsonObject json) throws MalformedInputException {
        json.requireOnly("name", "length_bytes", "sha256");
        return new Manifest.FileEntry(
                json.string("name"), json.number("length_bytes"), json.string("sha256"));
    }

    private static void requireVersion(JsonObject json) throws MalformedInputException {
        String version = json.string("schema_version");
        if (!version.equals(SCHEMA_VERSION)) {
            throw new MalformedInputException(
                    Reason.FORMAT_VERSION,
                    "the manifest has schema version "
                            + version
                            + "; this version reads "
                            + SCHEMA_VERSION,
                    "use the version of keyhaul that wrote it, or a later one");
        }
    }

    private static Manifest requireHonest(Manifest manifest) throws CheckFailedException {
        Survival computed =
                Survival.of(
                        manifest.origin(),
                        manifest.recipients().stream().map(RecipientEntry::recipient).toList());
        if (manifest.survival().claimsMoreThan(computed)) {
            throw Damage.because(
                    "the manifest claims to survive more losses than its recipients allow");
        }
        return manifest;
    }
}
