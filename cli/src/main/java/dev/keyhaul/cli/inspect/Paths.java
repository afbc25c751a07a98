package dev.keyhaul.cli.inspect;

import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Members of JSON by their paths, such as {@code deed.command}; of each element {@code all.*.x}.
 */
final class Paths {
    private Paths() {}

    /** Puts a member into a report, if the file has it. */
    static void copy(JsonObject from, String path, JsonObject.Builder to, String name) {
        at(from, List.of(path.split("\\.")))
                .filter(Paths::isSimple)
                .ifPresent(value -> to.put(name, Optional.of(value)));
    }

    /** A file may hold anything: a report has texts, numbers and lists of texts. */
    private static boolean isSimple(Object value) {
        return value instanceof List<?> list
                ? list.stream().allMatch(String.class::isInstance)
                : !(value instanceof JsonObject);
    }

    private static Optional<Object> at(Object value, List<String> path) {
        if (path.isEmpty()) {
            return Optional.of(value);
        }
        List<String> rest = path.subList(1, path.size());
        if (value instanceof List<?> list && path.get(0).equals("*")) {
            return Optional.of(list.stream().flatMap(each -> at(each, rest).stream()).toList());
        }
        return value instanceof JsonObject object
                ? object.value(path.get(0)).flatMap(member -> at(member, rest))
                : Optional.empty();
    }
}
