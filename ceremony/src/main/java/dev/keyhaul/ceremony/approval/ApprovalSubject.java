package dev.keyhaul.ceremony.approval;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is to be approved: a command, and everything that decides what it does.
 *
 * @param command its words
 * @param details inputs by hash and fingerprint, and where results go, in the order in which they
 *     are read to a person
 * @param options the options that it was given, and those whose default decides; by name
 * @param equipment the program with its version, tokens with their serial number, and modules with
 *     their SHA-256
 * @since 0.1.0
 */
public record ApprovalSubject(
        String command,
        Map<String, String> details,
        Map<String, String> options,
        List<String> equipment) {
    /** Copies everything and keeps its order. */
    public ApprovalSubject {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        equipment = List.copyOf(equipment);
    }

    /** Starts with a command alone. */
    public static ApprovalSubject to(String command) {
        return new ApprovalSubject(command, Map.of(), Map.of(), List.of());
    }

    /** Sets the options, in place of any that were set before. */
    public ApprovalSubject withOptions(Map<String, String> given) {
        return new ApprovalSubject(command, details, given, equipment);
    }

    /** Adds equipment. */
    public ApprovalSubject withEquipment(List<String> used) {
        List<String> more = new ArrayList<>(equipment);
        more.addAll(used);
        return new ApprovalSubject(command, details, options, more);
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
        return new ApprovalSubject(command, more, options, equipment);
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

    /** A request of version 0.1.0 has neither options nor equipment; it stays as it was signed. */
    JsonObject toJson() {
        JsonObject.Builder json =
                JsonObject.builder().put("command", command).put("details", details);
        if (!options.isEmpty()) {
            json.put("options", options);
        }
        if (!equipment.isEmpty()) {
            json.put("equipment", equipment);
        }
        return json.build();
    }

    static ApprovalSubject of(JsonObject json) throws MalformedInputException {
        json.requireOnly("command", "details", "options", "equipment");
        Optional<JsonObject> options = json.optionalObject("options");
        return new ApprovalSubject(
                json.string("command"),
                texts(json.object("details")),
                options.isPresent() ? texts(options.get()) : Map.of(),
                json.names().contains("equipment") ? json.strings("equipment") : List.of());
    }

    private static Map<String, String> texts(JsonObject json) throws MalformedInputException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : json.names()) {
            texts.put(name, json.string(name));
        }
        return texts;
    }
}
