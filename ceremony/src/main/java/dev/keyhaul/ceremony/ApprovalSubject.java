package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonForm.Sparse;
import dev.keyhaul.core.key.Fingerprint;
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
 * @param keys the key that is moved and its KEK, where they are known before
 * @param options the options that it was given, and those whose default decides; by name
 * @param equipment the program with its version, tokens with their serial number, and modules with
 *     their SHA-256
 * @param fromSettings the names of those options that a settings file gave; the work is the same if
 *     the same values come from elsewhere
 * @since 0.1.0
 */
public record ApprovalSubject(
        String command,
        Map<String, String> details,
        @Sparse WorkKeys keys,
        @Sparse Map<String, String> options,
        @Sparse List<String> equipment,
        @Sparse List<String> fromSettings) {
    private static final String PLAN = "plan";
    private static final String STEP = "step";
    private static final String ACTOR = "acting_host";

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
        this(command, details, WorkKeys.none(), options, equipment, List.of());
    }

    /** Starts with a command alone. */
    public static ApprovalSubject to(String command) {
        return new ApprovalSubject(command, Map.of(), Map.of(), List.of());
    }

    /** Sets the options, in place of any that were set before. */
    public ApprovalSubject withOptions(Map<String, String> given) {
        return new ApprovalSubject(command, details, keys, given, equipment, fromSettings);
    }

    /** Says which options a settings file gave. */
    public ApprovalSubject withSettings(List<String> options) {
        return new ApprovalSubject(command, details, keys, this.options, equipment, options);
    }

    /** Takes the key that is moved and its KEK from the keys of the work. */
    public ApprovalSubject about(WorkKeys work) {
        return new ApprovalSubject(
                command, details, work.movedAndKek(), options, equipment, fromSettings);
    }

    /** Says which step of which plan it is. */
    public ApprovalSubject at(StepFact planned) {
        return with(PLAN, planned.fingerprint()).with(STEP, planned.step());
    }

    /** Says which host of the plan does it: nobody else can use the approval. */
    public ApprovalSubject by(Fingerprint hostKey) {
        Arguments.notNull("hostKey", hostKey);
        return with(ACTOR, hostKey.hex());
    }

    /** Returns the fingerprint of the key of the host that does it, if it is a step of a plan. */
    public Optional<String> actor() {
        return Optional.ofNullable(details.get(ACTOR));
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
        return new ApprovalSubject(command, details, keys, options, more, fromSettings);
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
        return new ApprovalSubject(command, more, keys, options, equipment, fromSettings);
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
}
