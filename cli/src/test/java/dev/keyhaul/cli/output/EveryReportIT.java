package dev.keyhaul.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.CommandWords;
import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every command prints on success for people: little. */
@Tag("long")
class EveryReportIT {
    private static final int MOST_LINES = 12;

    /**
     * Not a report: a script to run; a request, of which a person must read every line before
     * approving it; and a line for each check that was asked for.
     */
    private static final Set<String> WHOLE = Set.of("completion", "approve", "doctor");

    /** What is never hidden, however long: what is not proven, and what was found. */
    private static final Set<String> CAVEATS =
            Set.of(
                    "not proven",
                    "kek not proven",
                    "not checked",
                    "open points",
                    "not proven because",
                    "survival",
                    "cannot come back",
                    "notes",
                    "recipients notes",
                    "items key warnings",
                    "items what to do",
                    "what to do",
                    "command",
                    "quirks",
                    "proof checks",
                    "findings",
                    "fixes",
                    "key warnings",
                    "what no log can show");

    /** It prints five lines at most: GuidedCeremonyIT has one. */
    private static final String OF_A_WHOLE_CEREMONY = "ceremony look";

    /** The rows that a person asked for. */
    private static final Set<String> TABLES =
            Set.of("keys", "tokens", "copies", "certificates", "files", "identities");

    @TempDir Path home;

    @Test
    void success_isAtMostTwelveLines_beforeWhatIsNotProven() throws Exception {
        Map<String, List<RealCommand.Result>> all = ReportScenario.run(home);

        assertThat(all.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        CommandWords.commands().stream()
                                .filter(command -> !command.equals(OF_A_WHOLE_CEREMONY))
                                .toList());
        List<String> tooLong = new ArrayList<>();
        all.forEach(
                (command, results) ->
                        results.forEach(
                                result -> {
                                    long lines = lines(result);
                                    if (lines > MOST_LINES && !WHOLE.contains(command)) {
                                        tooLong.add(command + ": " + lines + "\n" + result.out());
                                    }
                                }));
        assertThat(tooLong).isEmpty();
    }

    private static long lines(RealCommand.Result result) {
        long lines = result.err().lines().filter(l -> !l.startsWith("keyhaul: warning:")).count();
        boolean counts = true;
        for (String line : result.out().lines().toList()) {
            if (!line.startsWith(" ") && !line.isEmpty()) {
                String label = line.split(" {2,}", -1)[0];
                counts = !CAVEATS.contains(label) && !TABLES.contains(label);
            }
            // A fingerprint is one thing to look at, on four rows, and perhaps in one piece.
            lines +=
                    counts && !line.matches(" +([2-4]( +[0-9a-f]{4}-[0-9a-f]){4}|[0-9a-f]{64})")
                            ? 1
                            : 0;
        }
        return lines;
    }
}
