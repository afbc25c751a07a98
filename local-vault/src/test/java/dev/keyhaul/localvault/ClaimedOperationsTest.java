package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.localvault.access.VaultOperation;
import dev.keyhaul.localvault.fault.FaultKind;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/LOCAL-VAULT.md claims is what there is, and each claim names a test that exists. */
class ClaimedOperationsTest {
    private static final Path DOCUMENT =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs/LOCAL-VAULT.md");
    private static final Pattern OPERATION =
            Pattern.compile(
                    "(?m)^\\| `([a-z-]+)` \\| `([A-Za-z]+)` \\|.*\\| `(\\w+)\\.(\\w+)` \\|$");
    private static final Pattern FAULT =
            Pattern.compile("(?m)^\\| `([a-z0-9-]+)(?:=SECONDS)?` \\|");

    private static List<MatchResult> rows(Pattern row) throws Exception {
        return row.matcher(Files.readString(DOCUMENT)).results().toList();
    }

    @Test
    void operations_areTheDocumentedOnes_eachWithATestThatExists() throws Exception {
        List<MatchResult> rows = rows(OPERATION);

        assertThat(rows)
                .extracting(row -> row.group(1) + " " + row.group(2))
                .containsExactlyElementsOf(
                        Arrays.stream(VaultOperation.values())
                                .map(operation -> operation.text() + " " + operation.auditName())
                                .toList());
        for (MatchResult row : rows) {
            Class<?> test = Class.forName("dev.keyhaul.localvault." + row.group(3));
            assertThat(test.getDeclaredMethods())
                    .as(row.group())
                    .filteredOn(method -> method.isAnnotationPresent(Test.class))
                    .extracting(Method::getName)
                    .contains(row.group(4));
        }
    }

    @Test
    void faults_areTheDocumentedOnes() throws Exception {
        assertThat(rows(FAULT))
                .extracting(row -> row.group(1))
                .containsAll(Arrays.stream(FaultKind.values()).map(FaultKind::text).toList());
    }
}
