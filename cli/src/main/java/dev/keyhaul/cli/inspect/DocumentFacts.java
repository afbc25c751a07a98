package dev.keyhaul.cli.inspect;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What commands wrote as JSON: a few members. */
final class DocumentFacts {
    private static final String FINGERPRINT = "fingerprint";

    /** Of each kind, the members of a report and where they are in the file. */
    private static final Map<FileKind, Map<String, String>> MEMBERS = new EnumMap<>(FileKind.class);

    static {
        MEMBERS.put(
                FileKind.APPROVAL_REQUEST,
                members(
                        "fingerprint = subject.details.key",
                        "command = subject.command",
                        "key_location = subject.details.key_location",
                        "kid = subject.details.kek_is",
                        "approvers = approvers",
                        "host = host",
                        "created = created",
                        "expires = expires"));
        MEMBERS.put(
                FileKind.CEREMONY_RECORD,
                members(
                        "command = deed.command",
                        "started = deed.started",
                        "exit = deed.exit",
                        "error = deed.error",
                        "ceremony = setting.ceremony",
                        "people = setting.people.*.name",
                        "host = setting.host",
                        "tool = setting.tool"));
        MEMBERS.put(FileKind.REPORT, members("report = kind", "created = created", "tool = tool"));
        MEMBERS.put(
                FileKind.COPY_MANIFEST,
                members(
                        "fingerprint = key.fingerprint",
                        "modulus_bits = key.modulus_bits",
                        "curve = key.curve",
                        "aes_bits = key.aes_bits",
                        "id = id",
                        "created = created",
                        "key_location = origin.location",
                        "recipients = recipients.*.kind",
                        "store = store"));
        MEMBERS.put(FileKind.STORE_MARKER, members("id = id", "type = type"));
    }

    private DocumentFacts() {}

    private static Map<String, String> members(String... rows) {
        Map<String, String> members = new LinkedHashMap<>();
        for (String row : rows) {
            String[] sides = row.split(" = ", 2);
            members.put(sides[0], sides[1]);
        }
        return members;
    }

    static JsonObject of(FileKind kind, byte[] content) throws KeyTransferException {
        JsonObject file = JsonObject.parse(content);
        Map<String, String> members = new LinkedHashMap<>(MEMBERS.getOrDefault(kind, Map.of()));
        String fingerprint = members.remove(FINGERPRINT);
        JsonObject.Builder facts =
                fingerprint == null ? JsonObject.builder() : begun(file, fingerprint);
        members.forEach((name, path) -> Paths.copy(file, path, facts, name));
        return facts.put("authenticated", false).build();
    }

    /** Puts the fingerprint first, which is the one member that has a form of its own. */
    private static JsonObject.Builder begun(JsonObject file, String path)
            throws KeyTransferException {
        JsonObject.Builder found = JsonObject.builder();
        Paths.copy(file, path, found, FINGERPRINT);
        Optional<String> text = found.build().optionalString(FINGERPRINT);
        return text.isEmpty()
                ? JsonObject.builder()
                : JsonObject.builder().put(FINGERPRINT, Fingerprint.parse(text.get()).toString());
    }
}
