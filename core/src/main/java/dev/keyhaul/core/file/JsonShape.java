package dev.keyhaul.core.file;

import dev.keyhaul.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells kinds of JSON by what a file says it is, otherwise by its members. */
final class JsonShape {
    private JsonShape() {}

    /** Returns what a whole file is. */
    static Optional<FileKind> of(JsonObject file) {
        return text(file, "kind")
                .flatMap(JsonShape::ofKind)
                .or(() -> ofMembers(file))
                .or(() -> ofLine(file));
    }

    private static Optional<FileKind> ofKind(String kind) {
        return Optional.ofNullable(
                switch (kind) {
                    case "keyhaul kek record" -> FileKind.KEK_RECORD;
                    case "keyhaul approval request" -> FileKind.APPROVAL_REQUEST;
                    case "keyhaul ceremony record" -> FileKind.CEREMONY_RECORD;
                    case "keyhaul local vault access" -> FileKind.LOCAL_VAULT_ACCESS;
                    default -> kind.startsWith("keyhaul ") ? FileKind.REPORT : null;
                });
    }

    private static Optional<FileKind> ofMembers(JsonObject file) {
        JsonObject key = object(file, "key").orElse(file);
        FileKind kind = null;
        if (file.has("ciphertext") && file.has("header")) {
            kind = FileKind.BLOB;
        } else if (file.has("certificatePemFile")
                || object(file, "attributes").filter(all -> all.has("attestation")).isPresent()) {
            kind = FileKind.ATTESTATION;
        } else if (key.has("kty")) {
            kind = key.value("d").isPresent() ? FileKind.PRIVATE_JWK : FileKind.VAULT_KEY;
        } else if (file.has("ImportToken")) {
            kind = FileKind.AWS_PARAMETERS;
        } else if (file.has("importMethod")) {
            kind = FileKind.GCP_JOB;
        } else if (file.has("survival") && file.has("recipients")) {
            kind = FileKind.COPY_MANIFEST;
        } else if (text(file, "type").isPresent() && file.has("schema_version")) {
            kind = FileKind.STORE_MARKER;
        }
        return Optional.ofNullable(kind);
    }

    /** Returns what a file of lines is whose first is this. */
    static Optional<FileKind> ofLine(JsonObject line) {
        if (has(line, "journal", "shard", "manifest_sha256")) {
            return Optional.of(FileKind.BATCH_JOURNAL);
        } else if (has(line, "number", "event", "details")) {
            return Optional.of(FileKind.STORE_JOURNAL);
        }
        return line.has("source") ? Optional.of(FileKind.BATCH_MANIFEST) : Optional.empty();
    }

    private static boolean has(JsonObject json, String... members) {
        return Stream.of(members).allMatch(json::has);
    }

    private static Optional<String> text(JsonObject json, String member) {
        return json.value(member).filter(String.class::isInstance).map(String.class::cast);
    }

    private static Optional<JsonObject> object(JsonObject json, String member) {
        return json.value(member).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }
}
