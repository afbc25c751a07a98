package dev.keyhaul.cli.heapscan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command is forgotten by the heap scan. */
class HeapScanTableIT {
    @TempDir Path folder;

    @Test
    void everyCommandThatTheHelpLists_isLookedAt_orTheTableSaysWhyNot() throws Exception {
        List<String> commands =
                new RealCommand(folder)
                        .run("--help")
                        .requireDone()
                        .out()
                        .lines()
                        .filter(line -> line.matches("  [a-z-]+( [a-z-]+)?  .*"))
                        .map(line -> line.strip().replaceFirst("  .*", ""))
                        .toList();

        assertThat(commands).contains("ceremony report").hasSizeGreaterThan(40);
        assertThat(HeapScanTable.all()).isEqualTo(new TreeSet<>(commands));
        Set<String> both = new TreeSet<>(HeapScanTable.FIRST);
        both.addAll(HeapScanTable.OTHERS);
        assertThat(both).doesNotContainAnyElementsOf(HeapScanTable.NOT_LOOKED_AT.keySet());
    }
}
