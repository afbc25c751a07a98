package dev.keyhaul.ceremony.approval;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is to be approved: a command, and everything that decides what it does.
 *
 * @param command its words
 * @param details inputs by hash and fingerprint, and options that matter, in the order in which
 *     they are read to a person
 * @since 0.1.0
 */
public record ApprovalSubject(String command, Map<String, String> details) {
    /** Copies the details and keeps their order. */
    public ApprovalSubject {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Starts with a command alone. */
    public static ApprovalSubject to(String command) {
        return new ApprovalSubject(command, Map.of());
    }

    /**
     * Adds what decides what the command does.
     *
     * @param name what it is; once in a subject
     * @param value a path is shown as an absolute one: the approver's folder is another
     * @return a new subject
     */
    public ApprovalSubject with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(name, value instanceof Path path ? absolute(path) : value.toString());
        return new ApprovalSubject(command, more);
    }

    /** Adds paths, each as an absolute one. */
    public ApprovalSubject with(String name, List<Path> paths) {
        return with(
                name,
                paths.stream().map(ApprovalSubject::absolute).collect(Collectors.joining("; ")));
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
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
