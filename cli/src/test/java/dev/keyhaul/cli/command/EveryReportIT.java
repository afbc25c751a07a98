package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every command prints on success: short for people, exact for programs. */
@Tag("long")
class EveryReportIT {
    private static final int MOST_LINES = 12;

    /**
     * Not a report: a script to run; and a request, of which a person must read every line before
     * approving it.
     */
    private static final Set<String> WHOLE = Set.of("completion", "approve");

    /** What is never hidden, however long: what is not proven, and what was found. */
    private static final Set<String> CAVEATS =
            Set.of(
                    "not proven",
                    "kek not proven",
                    "not checked",
                    "not proven because",
                    "survival",
                    "cannot come back",
                    "notes",
                    "recipients notes",
                    "domains key warnings",
                    "domains what to do",
                    "command",
                    "quirks",
                    "proof checks",
                    "findings",
                    "fixes",
                    "key warnings",
                    "what no log can show");

    /** The rows that a person asked for. */
    private static final Set<String> TABLES =
            Set.of("keys", "tokens", "copies", "certificates", "estate", "identities");

    @TempDir Path home;

    @Test
    void success_isAtMostTwelveLines_beforeWhatIsNotProven() throws Exception {
        Map<String, List<RealCommand.Result>> all = ReportScenario.run(home);

        assertThat(all.keySet()).containsExactlyInAnyOrderElementsOf(CommandWords.commands());
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
                String label = line.split(" {2,}")[0];
                counts = !CAVEATS.contains(label) && !TABLES.contains(label);
            }
            lines += counts ? 1 : 0;
        }
        return lines;
    }

    @Test
    void json_isOfItsCommandsSchema() throws Exception {
        Map<String, List<RealCommand.Result>> all = ReportScenario.run(home, "--json");

        List<String> reporting = ReportSchemas.commands();
        assertThat(ReportSchemas.files())
                .containsExactlyElementsOf(
                        reporting.stream()
                                .map(ReportSchemas::file)
                                .map(file -> file.getFileName().toString())
                                .sorted()
                                .toList());
        for (String command : reporting) {
            for (RealCommand.Result result : all.get(command)) {
                ReportSchemas.requireValid(command, result.out());
                requireRefusesMore(command, result.out());
                requireTyped(command, result.json());
            }
        }
    }

    /** A field that the schema does not know is refused: a new one needs its description. */
    private static void requireRefusesMore(String command, String json) throws Exception {
        JsonObject more =
                JsonObject.builder()
                        .putAll(JsonObject.parse(json.getBytes(StandardCharsets.UTF_8)))
                        .put("a_field_of_nobody", 1)
                        .build();
        assertThat(ReportSchemas.problems(command, more.toCompactString()))
                .as(command)
                .isNotEmpty();
    }

    /** Details of a request are quoted as they were signed. */
    private static void requireTyped(String command, JsonObject report) {
        for (String name : report.names()) {
            if (!name.equals("details")) {
                report.value(name).ifPresent(value -> requireTyped(command + " " + name, value));
            }
        }
    }

    private static void requireTyped(String where, Object value) {
        if (value instanceof JsonObject object) {
            requireTyped(where, object);
        } else if (value instanceof List<?> list) {
            list.forEach(element -> requireTyped(where, element));
        } else if (value instanceof String text) {
            assertThat(text).as(where).isNotIn(Set.of("true", "false", "null", "-"));
        }
    }

    /** What a script needs, one value, and nothing else: warnings go to standard error. */
    @Test
    void quiet_printsOneValue() throws Exception {
        Map<String, List<RealCommand.Result>> all = ReportScenario.run(home, "-q");

        List<String> longer =
                all.entrySet().stream()
                        .flatMap(
                                entry ->
                                        entry.getValue().stream()
                                                .filter(r -> r.out().lines().count() > 1)
                                                .map(r -> entry.getKey()))
                        .distinct()
                        .toList();
        assertThat(longer)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(
                                        "approve",
                                        "audit",
                                        "backup list",
                                        "byok inspect",
                                        "completion",
                                        "key list",
                                        "status",
                                        "tenant region",
                                        "token list",
                                        "tpd inspect")
                                .toList());
    }
}
