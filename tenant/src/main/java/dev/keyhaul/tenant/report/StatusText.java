package dev.keyhaul.tenant.report;

import dev.keyhaul.tenant.status.KekState;
import dev.keyhaul.tenant.status.KeyState;
import dev.keyhaul.tenant.status.OpenApproval;
import dev.keyhaul.tenant.status.StatusFacts;
import dev.keyhaul.tenant.status.StoreState;
import dev.keyhaul.tenant.status.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The status on one screen: a line for each thing, then what needs a person. */
public final class StatusText {
    private final StatusFacts facts;
    private final List<String[]> rows = new ArrayList<>();

    private StatusText(StatusFacts facts) {
        this.facts = facts;
    }

    /**
     * Returns the text's lines.
     *
     * @param next says what to do for a task
     */
    public static List<String> of(
            StatusFacts facts, List<Task> tasks, Function<Task, String> next) {
        StatusText text = new StatusText(facts);
        facts.keys().forEach(text::key);
        facts.keks().forEach(text::kek);
        facts.stores().forEach(text::store);
        facts.approvals().forEach(text::approval);
        List<String> lines = text.aligned();
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(count(tasks.size()));
        for (Task task : tasks) {
            lines.add("  " + task.about() + ": " + task.reason());
            lines.add("    next: " + next.apply(task));
        }
        return lines;
    }

    private static String count(int tasks) {
        return switch (tasks) {
            case 0 -> "nothing needs a person";
            case 1 -> "1 thing needs a person:";
            default -> tasks + " things need a person:";
        };
    }

    private void key(KeyState key) {
        List<StoreState.Copy> copies = facts.provenCopiesOf(key);
        String copied =
                facts.stores().isEmpty()
                        ? ""
                        : ", "
                                + plural(copies.size(), "proven copy", "proven copies")
                                + StoreState.lastProven(copies)
                                        .map(time -> ", last " + age(time))
                                        .orElse("");
        row(
                "key",
                shortened(key.kid()),
                (key.enabled() ? "enabled" : "disabled")
                        + expires(key.expires())
                        + copied
                        + key.fingerprint().map(f -> ", " + f.firstRow() + " …").orElse(""));
    }

    private void kek(KekState kek) {
        row("KEK", shortened(kek.kid()), kek.state(facts.now()) + expires(kek.expires()));
    }

    private void store(StoreState store) {
        row(
                "store",
                store.folder(),
                plural(store.copies().size(), "copy", "copies")
                        + ", "
                        + store.proven()
                        + " proven"
                        + store.oldestProof().map(t -> ", oldest proof " + age(t)).orElse("")
                        + " (drill every "
                        + plural(store.maxAge().toDays(), "day", "days")
                        + ")");
    }

    private void approval(OpenApproval open) {
        row("approval", open.file(), "'" + open.command() + "', until " + open.expires());
    }

    /** The first digits of a version tell versions apart; --json has all. */
    private static String shortened(String kid) {
        return kid.replaceFirst("(/[0-9a-f]{8})[0-9a-f]{24}$", "$1…");
    }

    private void row(String... cells) {
        rows.add(cells);
    }

    private List<String> aligned() {
        int kind = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        int name = rows.stream().mapToInt(row -> row[1].length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            lines.add(pad(row[0], kind) + "  " + pad(row[1], name) + "  " + row[2]);
        }
        return lines;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String expires(Optional<Instant> time) {
        return time.map(t -> ", expires " + t).orElse("");
    }

    private String age(Instant time) {
        long days = Duration.between(time, facts.now()).toDays();
        return days < 1 ? "today" : plural(days, "day", "days") + " ago";
    }

    private static String plural(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
