package dev.keyhaul.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every command prints on success for a script. */
@Tag("long")
class EveryQuietReportIT {
    @TempDir Path home;

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
                                        "completion",
                                        "inspect",
                                        "key list",
                                        "status",
                                        "tenant check",
                                        "token list")
                                .toList());
    }
}
