package dev.keyhaul.cli.status;

import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.workflow.status.KeptCopy;
import dev.keyhaul.workflow.status.StatusFacts;
import dev.keyhaul.workflow.status.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The status on one screen: a line for each thing, then what needs a person. */
final class StatusText {
    private final StatusFacts facts;
    private final List<String[]> rows = new ArrayList<>();

    private StatusText(StatusFacts facts) {
        this.facts = facts;
    }

    /** Returns the text's lines. */
    static List<String> of(StatusFacts facts, List<Task> tasks) {
        StatusText text = new StatusText(facts);
        facts.keys().forEach(text::key);
        facts.keks().forEach(text::kek);
        facts.stores().forEach(text::store);
        facts.approvals().forEach(text::approval);
        List<String> lines = text.aligned();
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(
                tasks.isEmpty()
                        ? "nothing needs attention"
                        : plural(tasks.size(), "thing needs", "things need") + " attention:");
        for (Task task : tasks) {
            lines.add("  " + task.about() + ": " + task.reason());
            lines.add("    next: " + StatusStep.of(task));
        }
        return lines;
    }

    private void key(StatusFacts.Key key) {
        List<KeptCopy> copies = facts.provenCopiesOf(key);
        String copied =
                facts.stores().isEmpty()
                        ? ""
                        : ", "
                                + plural(copies.size(), "proven copy", "proven copies")
                                + KeptCopy.lastProven(copies)
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

    private void kek(StatusFacts.Kek kek) {
        row("KEK", shortened(kek.kid()), kek.state(facts.now()) + expires(kek.expires()));
    }

    private void store(StatusFacts.Store store) {
        row(
                "store",
                store.asked().folder().toString(),
                plural(store.copies().size(), "copy", "copies")
                        + ", "
                        + store.proven()
                        + " proven"
                        + store.oldestProof().map(t -> ", oldest proof " + age(t)).orElse("")
                        + " (drill every "
                        + plural(store.asked().maxAge().toDays(), "day", "days")
                        + ")");
    }

    private void approval(WaitingRequest open) {
        row(
                "approval",
                open.file().toString(),
                "'" + open.request().subject().command() + "', until " + open.request().expires());
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
        String format = "%-" + kind + "s  %-" + name + "s  %s";
        return rows.stream()
                .map(row -> String.format(format, (Object[]) row))
                .collect(Collectors.toCollection(ArrayList::new));
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
