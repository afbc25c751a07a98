package dev.keyhaul.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ReportSchemas;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every command with a report prints on success for programs: all that its schema knows. */
@Tag("long")
class EveryJsonReportIT {
    @TempDir Path home;

    @Test
    void json_isOfItsCommandsSchema() throws Exception {
        Map<String, List<RealCommand.Result>> all = ReportScenario.run(home, "--json");

        List<String> reporting = ReportSchemas.commands();
        assertThat(ReportSchemas.files())
                .containsExactlyElementsOf(
                        Stream.concat(reporting.stream(), Stream.of(ReportSchemas.ERROR))
                                .map(ReportSchemas::file)
                                .map(file -> file.getFileName().toString())
                                .sorted()
                                .toList());
        for (String command : reporting) {
            for (RealCommand.Result result : Objects.requireNonNull(all.get(command))) {
                ReportSchemas.requireValid(command, result.out());
                requireRefusesMore(command, result.out());
                requireRefuses(command, result.out().replaceFirst("2.0.0", "1.0.0"));
                requireTyped(command, result.json());
                requireNarrow(command, result.json());
            }
        }
    }

    /** All of each report, as -v shows it on a terminal. */
    private static void requireNarrow(String command, JsonObject report) {
        for (int columns : new int[] {80, 40}) {
            NarrowOutputTest.requireNarrow(
                    columns,
                    command,
                    NarrowOutputTest.on(columns, console -> console.report(report)));
        }
    }

    /** A field that the schema does not know is refused: a new one needs its description. */
    private static void requireRefusesMore(String command, String json) throws Exception {
        JsonObject more =
                JsonObject.builder()
                        .putAll(JsonObject.parse(json.getBytes(StandardCharsets.UTF_8)))
                        .put("a_field_of_nobody", 1)
                        .build();
        requireRefuses(command, more.toCompactString());
    }

    /** The version stands for all that the schemas share: what is there holds in each of them. */
    private static void requireRefuses(String command, String json) {
        assertThat(ReportSchemas.problems(command, json)).as(command).isNotEmpty();
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
}
