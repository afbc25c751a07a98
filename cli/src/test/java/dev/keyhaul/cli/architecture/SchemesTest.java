package dev.keyhaul.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import dev.keyhaul.core.source.KeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No code of the command line asks which scheme a source has: it asks the key that the source
 * names. Texts for people may show a scheme.
 */
@Tag("once")
final class SchemesTest {
    private static final Path MAIN =
            Path.of(System.getProperty("keyhaul.root", ".."), "cli/src/main/java");

    /** A literal that is a scheme and nothing else, where it can be compared. */
    private static final Pattern SCHEME =
            Pattern.compile("\"(pkcs11|pfx|pem|aes|tpd|backup|blob)(:\"|\"(?=\\)|\\s*->))");

    /** It makes up commands, and reads none. */
    private static final String WRITER = "TrainingRun.java";

    @Test
    void code_comparesNoScheme() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.endsWith(WRITER))
                            .toList();
            assertThat(sources).hasSizeGreaterThan(100);
            for (Path file : sources) {
                assertThat(found(Files.readString(file))).as(file.toString()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (source.startsWith(\"pkcs11:\")) {",
                "private static final String PREFIX = \"blob:\";",
                "if (scheme.equals(\"pfx\")) {",
                "case \"tpd\" -> open();",
            })
    void comparison_isFound(String line) {
        assertThat(found(line)).isNotEmpty();
    }

    @Test
    void sources_areHandedInByOneClass_andTheirSchemesReadByNone() {
        noClasses()
                .that(Classes.in(Module.CLI))
                .and()
                .doNotHaveFullyQualifiedName("dev.keyhaul.cli.kind.Sources")
                .should()
                .callConstructorWhere(
                        DescribedPredicate.describe(
                                "make a KeySource",
                                call -> targetOwner(assignableTo(KeySource.class)).test(call)))
                .orShould()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "read a scheme",
                                call ->
                                        targetOwner(assignableTo(KeySource.class)).test(call)
                                                && call.getTarget().getName().equals("scheme")))
                .check(Classes.ALL);
    }

    private static List<String> found(String text) {
        return text.lines().filter(line -> SCHEME.matcher(line).find()).map(String::strip).toList();
    }
}
