package dev.keyhaul.cli.evidence;

import dev.keyhaul.cli.kind.TokenPath;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.OfHost;
import dev.keyhaul.workflow.record.Recording;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options that no request for approval and no record contains, each with the reason. Every
 * other option of a command is in both, also one that is new.
 */
public final class HarmlessOptions {
    private HarmlessOptions() {}

    /**
     * Returns the options in effect that decide what a command does, by name. Those of a step of a
     * plan are the same on each host: files beside the plan are named from its folder, and how a
     * host reaches the vault is not among them.
     */
    public static Map<String, String> coveredOf(Rows rows, Given given) {
        Optional<Path> plan = given.find(PlanOptions.PLAN).map(HostPlan::folderOf);
        Map<String, String> covered = new TreeMap<>();
        for (Opt<?> row : rows.all()) {
            boolean isOfHost = plan.isPresent() && row.trait(OfHost.class).isPresent();
            if (row.trait(Harmless.class).isEmpty() && !isOfHost) {
                add(row.name(), given.get(row), plan, covered);
            }
        }
        covered.replaceAll((name, value) -> Recording.withoutPin(value));
        return covered;
    }

    private static void add(
            String name, @Nullable Object value, Optional<Path> plan, Map<String, String> to) {
        if (value instanceof Collection<?> several) {
            int number = 0;
            for (Object each : several) {
                number++;
                add(number == 1 ? name : name + " (" + number + ")", each, plan, to);
            }
            return;
        }
        String text = value == null ? "" : text(value, plan);
        if (!text.isEmpty()) {
            to.put(name, text);
        }
    }

    private static String text(Object value, Optional<Path> plan) {
        if (value instanceof Boolean on) {
            return on ? "yes" : "";
        } else if (value instanceof Path path) {
            // The empty path stands for none.
            return path.toString().isEmpty() ? "" : text(path.toAbsolutePath().normalize(), plan);
        } else if (value instanceof TokenPath named) {
            return named.text();
        }
        return value instanceof Enum<?> constant ? Kind.word(constant) : value.toString();
    }

    /** A stick is mounted elsewhere on each host. No absolute path is like a relative one. */
    private static String text(Path path, Optional<Path> plan) {
        return plan.filter(path::startsWith)
                .map(folder -> "./" + folder.relativize(path).toString().replace('\\', '/'))
                .orElseGet(path::toString);
    }
}
