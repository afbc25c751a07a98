package dev.keyhaul.cli.heapscan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Heap scans that share one token and one vault; together they look at just what the table says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
abstract class HeapScanCase {
    @TempDir static Path home;

    private final Set<String> table;
    HeapScan scan;
    SoftHsmFolder hsm;
    private int tests;

    HeapScanCase(Set<String> table) {
        this.table = table;
    }

    @BeforeAll
    final void open() throws Exception {
        scan = new HeapScan(home);
        hsm = scan.hsm;
        makeFiles();
    }

    /** Makes the files that the tests share. */
    abstract void makeFiles() throws Exception;

    @BeforeEach
    final void count() {
        tests++;
    }

    /** Unless somebody ran a part of them. */
    @AfterAll
    final void lookedAtAll() {
        scan.close();
        long all =
                Arrays.stream(getClass().getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .count();
        if (tests == all) {
            assertThat(scan.commands).containsExactlyInAnyOrderElementsOf(table);
        }
    }
}
