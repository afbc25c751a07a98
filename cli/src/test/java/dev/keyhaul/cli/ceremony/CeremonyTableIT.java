package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each step of a rehearsal: killed before and after it, and what it wrote flipped, swapped with
 * that of another ceremony, and rolled back. The table is that of the document.
 */
@Tag("long")
class CeremonyTableIT {
    private static final int STEPS = 11;

    /** The last one that writes a file for the next host. */
    private static final int BLOB = 5;

    private static final Pattern TITLE = Pattern.compile("Step (\\d+) of \\d+: ([^\n]*)");
    private static final Pattern ERROR = Pattern.compile("keyhaul: error: (.*?) \\[KH-");

    @TempDir Path home;

    private final Paper paper = new Paper();
    private final List<String> table = new ArrayList<>();
    private int copies;
    private boolean isEachByTheGuide;

    @Test
    void threeSteps() throws Exception {
        table(3, BLOB);
    }

    @Test
    @Tag("full")
    void allSteps() throws Exception {
        isEachByTheGuide = true;
        table(1, STEPS);
    }

    private void table(int from, int to) throws Exception {
        Party here = Rehearsals.printed(home.resolve("here"), paper);
        Party other = Rehearsals.another(home.resolve("other"), new Paper());
        other.killedAfter(end(BLOB), 0);
        table.add("| step | killed before | killed after | file flipped | swapped | rolled back |");
        here.killedAfter("Step " + from + " of", 0);
        for (int step = from; step <= to; step++) {
            row(here, other, step);
        }
        assertThat(Path.of(System.getProperty("keyhaul.root", ".."), "docs/dev/TROUBLES.md"))
                .content()
                .contains(table);
        InterruptedCeremonyIT.requireWhole(here);
    }

    /** The last one has none after it; its number is shown. */
    private static String end(int step) {
        return step == STEPS ? "the closing record" : "Step " + (step + 1) + " of";
    }

    private void row(Party here, Party other, int step) throws Exception {
        Path before = kept(here);
        String shown = here.killedAfter(end(step), 0);
        List<String> began =
                TITLE.matcher(shown).results().map(m -> m.group(1)).distinct().toList();
        assertThat(began).as("what was done is not done again").startsWith(String.valueOf(step));
        Matcher title = TITLE.matcher(shown);
        assertThat(title.find()).isTrue();
        Path after = kept(here);

        Path record = Sticks.last(here.stick(), ".record.json");
        Path file = written(before, here.stick(), record);
        flip(file);
        String flipped = refused(here, file.getFileName().toString());
        Sticks.restore(after, here.stick());
        Path theirs =
                file.equals(record)
                        ? Sticks.last(other.stick(), ".record.json")
                        : other.stick().resolve(file.getFileName());
        Files.write(file, Files.readAllBytes(theirs));
        String swapped = refusedAgain(here, file.getFileName().toString());
        Sticks.restore(before, here.stick());
        String rolledBack = refusedAgain(here, " that this host wrote or saw");
        Sticks.restore(after, here.stick());
        table.add(
                String.join(
                        " | ",
                        "| " + step + " " + title.group(2),
                        "done by the next run",
                        "not done again",
                        flipped,
                        swapped,
                        rolledBack + " |"));
    }

    /** Of a record, the year of its first date: it is a record still, and signed by nobody. */
    private static void flip(Path file) throws Exception {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String other = text.replaceFirst("\"20(\\d\\d-\\d\\d-)", "\"30$1");
        if (other.equals(text)) {
            Sticks.flip(file);
        } else {
            Files.writeString(file, other, StandardCharsets.ISO_8859_1);
        }
    }

    /** What the step wrote for the next host, or else its record. */
    private static Path written(Path before, Path stick, Path record) throws Exception {
        try (Stream<Path> files = Files.list(stick)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".sig"))
                    .filter(file -> !Files.exists(before.resolve(file.getFileName())))
                    .findFirst()
                    .orElse(record);
        }
    }

    private String refused(Party here, String names) throws Exception {
        Party.Run run = here.run();
        assertThat(run.exit()).as(run.shown()).isIn(1, 3, 7);
        assertThat(run.shown()).doesNotContain("Step ", "row 1");
        return outcome(run.shown(), names);
    }

    /** A command of the plan reads the stick as the guide does, and takes less time. */
    private String refusedAgain(Party here, String names) throws Exception {
        if (isEachByTheGuide) {
            return refused(here, names);
        }
        RealCommand.Result result = here.type("kek", "create", "--plan", here.plan().toString());
        assertThat(result.exit()).as(result.err()).isIn(1, 3, 7);
        return outcome(result.err(), names);
    }

    private static String outcome(String shown, String names) {
        String all = shown.replaceAll("\u001b\\[[0-9;]*m", "").replaceAll("\\s+", " ");
        assertThat(all).contains(names);
        Matcher error = ERROR.matcher(all);
        assertThat(error.find()).as(all).isTrue();
        return "refused: "
                + error.group(1)
                        .replaceAll("[^ ]*/([^ /]+)", "$1")
                        .replaceAll("\\d{8}T[\\d.]+Z-", "")
                        .replaceAll("[0-9a-f]{12,}", "…");
    }

    private Path kept(Party here) throws Exception {
        return Sticks.copy(here.stick(), home.resolve("kept" + copies++));
    }
}
