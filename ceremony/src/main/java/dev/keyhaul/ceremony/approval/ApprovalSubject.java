package dev.keyhaul.ceremony.approval;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to be approved: a command, and everything that decides what it does.
 *
 * @param command its words
 * @param details inputs by hash and fingerprint, and options that matter, in the order in which
 *     they are read to a person
 */
public record ApprovalSubject(String command, Map<String, String> details) {
    private static final int BRIEF = 12;

    /** Copies the details and keeps their order. */
    public ApprovalSubject {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Starts with a command alone. */
    public static ApprovalSubject to(String command) {
        return new ApprovalSubject(command, Map.of());
    }

    /** Adds what decides what the command does. */
    public ApprovalSubject with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(name, value.toString());
        return new ApprovalSubject(command, more);
    }

    /** Returns a name for files: the same for the same subject, another for every other. */
    String fileName() {
        String hash = Sha256.hex(toJson().toCompactString().getBytes(StandardCharsets.UTF_8));
        return command.replace(' ', '-') + "-" + hash.substring(0, BRIEF);
    }

    JsonObject toJson() {
        return JsonObject.builder().put("command", command).put("details", details).build();
    }

    static ApprovalSubject of(JsonObject json) throws MalformedInputException {
        json.requireOnly("command", "details");
        JsonObject details = json.object("details");
        Map<String, String> read = new LinkedHashMap<>();
        for (String name : details.names()) {
            read.put(name, details.string(name));
        }
        return new ApprovalSubject(json.string("command"), read);
    }
}
