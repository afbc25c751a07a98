package dev.keyhaul.ceremony;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
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
 * @param fromSettings the names of those options that a settings file gave; the work is the same if
 *     the same values come from elsewhere
 * @param keys the key that is moved and its KEK, where they are known before
 * @since 0.1.0
 */
public record ApprovalSubject(
        String command,
        Map<String, String> details,
        Map<String, String> options,
        List<String> equipment,
        List<String> fromSettings,
        WorkKeys keys) {
    private static final String PLAN = "plan";
    private static final String STEP = "step";

    /** Copies everything and keeps its order. */
    public ApprovalSubject {
        Arguments.notNull("command", command, "keys", keys);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        equipment = List.copyOf(equipment);
        fromSettings = List.copyOf(fromSettings);
    }

    /** Takes no option from a settings file. */
    public ApprovalSubject(
            String command,
            Map<String, String> details,
            Map<String, String> options,
            List<String> equipment) {
        this(command, details, options, equipment, List.of(), WorkKeys.none());
    }

    /** Starts with a command alone. */
    public static ApprovalSubject to(String command) {
        return new ApprovalSubject(command, Map.of(), Map.of(), List.of());
    }

    /** Sets the options, in place of any that were set before. */
    public ApprovalSubject withOptions(Map<String, String> given) {
        return new ApprovalSubject(command, details, given, equipment, fromSettings, keys);
    }

    /** Says which options a settings file gave. */
    public ApprovalSubject withSettings(List<String> options) {
        return new ApprovalSubject(command, details, this.options, equipment, options, keys);
    }

    /** Takes the key that is moved and its KEK from the keys of the work. */
    public ApprovalSubject about(WorkKeys work) {
        return new ApprovalSubject(
                command, details, options, equipment, fromSettings, work.movedAndKek());
    }

    /** Says which step of which plan it is. */
    public ApprovalSubject at(PlannedStep planned) {
        return with(PLAN, planned.fingerprint()).with(STEP, planned.step());
    }

    /** Returns the fingerprint of the plan that it is a step of, if it is one. */
    public Optional<String> plan() {
        return Optional.ofNullable(details.get(PLAN));
    }

    /** Returns the step of the plan, if it is one. */
    public Optional<String> step() {
        return Optional.ofNullable(details.get(STEP));
    }

    /** Whether the same is to be done, wherever the values of its options come from. */
    public boolean isSameWorkAs(ApprovalSubject other) {
        return withSettings(List.of()).equals(other.withSettings(List.of()));
    }

    /** Adds equipment. */
    public ApprovalSubject withEquipment(List<String> used) {
        Arguments.notNull("used", used);
        List<String> more = new ArrayList<>(equipment);
        more.addAll(used);
        return new ApprovalSubject(command, details, options, more, fromSettings, keys);
    }

    /**
     * Adds what decides what the command does.
     *
     * @param name what it is; once in a subject
     * @param value a path is shown as an absolute one: the approver's folder is another
     * @return a new subject
     */
    public ApprovalSubject with(String name, Object value) {
        Arguments.notNull("name", name, "value", value);
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(name, value instanceof Path path ? absolute(path) : value.toString());
        return new ApprovalSubject(command, more, options, equipment, fromSettings, keys);
    }

    /** Adds paths, each as an absolute one. */
    public ApprovalSubject with(String name, List<Path> paths) {
        Arguments.notNull("name", name);
        return with(
                name,
                paths.stream().map(ApprovalSubject::absolute).collect(Collectors.joining("; ")));
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    /** What is empty has no member. */
    JsonObject toJson() {
        JsonObject.Builder json =
                JsonObject.builder().put("command", command).put("details", details);
        if (!keys.isEmpty()) {
            json.put("keys", keys.toJson());
        }
        if (!options.isEmpty()) {
            json.put("options", options);
        }
        if (!equipment.isEmpty()) {
            json.put("equipment", equipment);
        }
        if (!fromSettings.isEmpty()) {
            json.put("from_settings", fromSettings);
        }
        return json.build();
    }

    static ApprovalSubject of(JsonObject json) throws MalformedInputException {
        json.requireOnly("command", "details", "keys", "options", "equipment", "from_settings");
        return new ApprovalSubject(
                json.string("command"),
                json.texts("details"),
                json.has("options") ? json.texts("options") : Map.of(),
                json.has("equipment") ? json.strings("equipment") : List.of(),
                json.has("from_settings") ? json.strings("from_settings") : List.of(),
                json.has("keys") ? WorkKeys.of(json.objects("keys")) : WorkKeys.none());
    }
}
