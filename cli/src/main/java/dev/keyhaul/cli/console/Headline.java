package dev.keyhaul.cli.console;

import dev.keyhaul.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a person reads of a report at a glance: what was made, its fingerprint, the proof, the next
 * step. {@code --json} and {@code -v} show the whole report.
 *
 * <p>A field is named by its path in the JSON: {@code proof.passed}, {@code domains.0.mode} (of the
 * first element), {@code recipients.*.recipient} (of each), {@code checks.#} (how many there are).
 * A field that the report lacks, and an empty list, take no line.
 */
public final class Headline {
    private final List<String> above;
    private final List<String> fields;
    private final List<Caveat> caveats;

    private Headline(List<String> above, List<String> fields, List<Caveat> caveats) {
        this.above = List.copyOf(above);
        this.fields = List.copyOf(fields);
        this.caveats = List.copyOf(caveats);
    }

    /** What is shown whatever the options: all of a field, or the rows that fit. */
    private record Caveat(String field, Predicate<Object> shown, boolean isInOneLine) {
        Object of(List<?> list) {
            List<?> rows = list.stream().filter(shown).toList();
            return isInOneLine && !rows.isEmpty()
                    ? rows.stream().map(String::valueOf).collect(Collectors.joining(", "))
                    : rows;
        }
    }

    /**
     * Names the fields in their order.
     *
     * @param result the one that a script needs: with {@code -q} it is printed alone
     */
    public static Headline of(String result, String... more) {
        return new Headline(
                List.of(), Stream.concat(Stream.of(result), Stream.of(more)).toList(), List.of());
    }

    /** Shows fields above the one that a script needs. */
    public Headline below(String... names) {
        return new Headline(List.of(names), fields, caveats);
    }

    /** Adds fields that no option hides: what is not proven, what was found to be wrong. */
    public Headline always(String... more) {
        Headline with = this;
        for (String field : more) {
            with = with.and(new Caveat(field, row -> true, false));
        }
        return with;
    }

    /** Adds lists that no option hides, each in one line. */
    public Headline alwaysInOneLine(String... lists) {
        Headline with = this;
        for (String list : lists) {
            with = with.and(new Caveat(list, row -> true, true));
        }
        return with;
    }

    /** Adds those rows of a list that no option hides: all but the ones where a member is this. */
    public Headline alwaysExcept(String list, String member, Object usual) {
        return and(
                new Caveat(
                        list,
                        row ->
                                !(row instanceof JsonObject object
                                        && object.value(member).filter(usual::equals).isPresent()),
                        false));
    }

    private Headline and(Caveat caveat) {
        return new Headline(
                above, fields, Stream.concat(caveats.stream(), Stream.of(caveat)).toList());
    }

    /** Returns what is read at a glance, under the paths. */
    JsonObject shortened(JsonObject report) {
        JsonObject open = open(report);
        JsonObject chosen =
                chosen(report, Stream.concat(above.stream(), fields.stream()).distinct().toList());
        JsonObject.Builder some = JsonObject.builder();
        chosen.names().stream()
                .filter(name -> !open.has(name))
                .forEach(name -> some.putMember(name, chosen));
        return some.putAll(open).build();
    }

    private static JsonObject chosen(JsonObject report, List<String> paths) {
        JsonObject.Builder some = JsonObject.builder();
        for (String path : paths) {
            at(report, List.of(path.split("\\."))).ifPresent(value -> put(some, path, value));
        }
        return some.build();
    }

    /** Returns what no option hides. */
    JsonObject open(JsonObject report) {
        JsonObject.Builder some = JsonObject.builder();
        for (Caveat caveat : caveats) {
            at(report, List.of(caveat.field.split("\\.")))
                    .map(value -> value instanceof List<?> list ? caveat.of(list) : value)
                    .ifPresent(value -> put(some, caveat.field, value));
        }
        return some.build();
    }

    /** Returns the field that a script needs. */
    JsonObject result(JsonObject report) {
        return chosen(report, fields.subList(0, 1));
    }

    private static void put(JsonObject.Builder some, String path, Object value) {
        // Most paths are a name alone, and each start would compile the patterns.
        String name =
                path.indexOf('.') < 0
                        ? path
                        : path.replaceFirst("^\\w+\\.[0-9]+\\.", "")
                                .replaceAll("\\.[#*]", "")
                                .replaceFirst("^(\\w+)s\\.\\1$", "$1s");
        if (!(value instanceof List<?> list && list.isEmpty())) {
            some.put(name, Optional.of(value));
        }
    }

    private static Optional<Object> at(Object value, List<String> path) {
        if (path.isEmpty()) {
            return Optional.of(value);
        }
        String step = path.get(0);
        List<String> rest = path.subList(1, path.size());
        if (value instanceof JsonObject object) {
            return object.value(step).flatMap(member -> at(member, rest));
        }
        return value instanceof List<?> list ? in(list, step, rest) : Optional.empty();
    }

    private static Optional<Object> in(List<?> list, String step, List<String> rest) {
        if (step.equals("#")) {
            return Optional.of((long) list.size());
        } else if (step.equals("*")) {
            List<Object> each = new ArrayList<>();
            for (Object element : list) {
                at(element, rest)
                        .ifPresent(
                                found ->
                                        each.addAll(
                                                found instanceof List<?> several
                                                        ? several
                                                        : List.of(found)));
            }
            return Optional.of(each);
        }
        int index = Integer.parseInt(step);
        return index < list.size() ? at(list.get(index), rest) : Optional.empty();
    }
}
