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

/** What docs/LOCAL-VAULT.md claims is what there is, and for each claim there is a test. */
class ClaimedOperationsTest {
    private static final Path DOCUMENT = document("docs/LOCAL-VAULT.md");
    private static final Path EVIDENCE = document("docs/dev/EVIDENCE.md");
    private static final Pattern OPERATION = Pattern.compile("`([a-z-]+)`\\s\\(`(\\w+)`\\)");
    private static final Pattern SHOWN =
            Pattern.compile("(?m)^\\| `([a-z-]+)` \\| .* \\| `(\\w+)\\.(\\w+)` \\|$");
    private static final Pattern FAULT =
            Pattern.compile("(?m)^\\| `([a-z0-9-]+)(?:=SECONDS)?` \\|");

    private static Path document(String name) {
        return Path.of(System.getProperty("keyhaul.root", ".."), name);
    }

    private static List<MatchResult> rows(Path document, Pattern row) throws Exception {
        return row.matcher(Files.readString(document)).results().toList();
    }

    @Test
    void operations_areTheDocumentedOnes_eachWithATestThatExists() throws Exception {
        List<MatchResult> shown = rows(EVIDENCE, SHOWN);

        assertThat(rows(DOCUMENT, OPERATION))
                .extracting(row -> row.group(1) + " " + row.group(2))
                .containsExactlyElementsOf(
                        Arrays.stream(VaultOperation.values())
                                .map(operation -> operation.text() + " " + operation.auditName())
                                .toList());
        assertThat(shown)
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(
                        Arrays.stream(VaultOperation.values()).map(VaultOperation::text).toList());
        for (MatchResult row : shown) {
            Class<?> test = Class.forName("dev.keyhaul.localvault." + row.group(2));
            assertThat(test.getDeclaredMethods())
                    .as(row.group())
                    .filteredOn(method -> method.isAnnotationPresent(Test.class))
                    .extracting(Method::getName)
                    .contains(row.group(3));
        }
    }

    @Test
    void faults_areTheDocumentedOnes() throws Exception {
        assertThat(rows(DOCUMENT, FAULT))
                .extracting(row -> row.group(1))
                .containsAll(Arrays.stream(FaultKind.values()).map(FaultKind::text).toList());
    }
}
