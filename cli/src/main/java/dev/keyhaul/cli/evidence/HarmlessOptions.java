package dev.keyhaul.cli.evidence;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.workflow.record.Recording;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options that no request for approval and no record contains, each with the reason. Every
 * other option of a command is in both, also one that is new.
 */
public final class HarmlessOptions {
    private HarmlessOptions() {}

    /** Returns the options in effect that decide what a command does, by name. */
    public static Map<String, String> coveredOf(Rows rows, Given given) {
        Map<String, String> covered = new TreeMap<>();
        for (Opt<?> row : rows.all()) {
            if (row.trait(Harmless.class).isEmpty()) {
                add(row.name(), given.get(row), covered);
            }
        }
        covered.replaceAll((name, value) -> Recording.withoutPin(value));
        return covered;
    }

    private static void add(String name, @Nullable Object value, Map<String, String> to) {
        if (value instanceof Collection<?> several) {
            int number = 0;
            for (Object each : several) {
                number++;
                add(number == 1 ? name : name + " (" + number + ")", each, to);
            }
            return;
        }
        String text = value == null ? "" : text(value);
        if (!text.isEmpty()) {
            to.put(name, text);
        }
    }

    private static String text(Object value) {
        if (value instanceof Boolean on) {
            return on ? "yes" : "";
        } else if (value instanceof Path path) {
            // The empty path stands for none.
            return path.toString().isEmpty() ? "" : path.toAbsolutePath().normalize().toString();
        }
        return value instanceof Enum<?> constant ? Kind.word(constant) : value.toString();
    }
}
