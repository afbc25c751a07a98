package dev.keyhaul.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the tests of every module have in common. */
@Tag("once")
final class TestRulesTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("keyhaul.root", ".."));

    /** The modules that Maven builds before this one's tests run. */
    private static final List<String> BUILT =
            List.of(
                    "core",
                    "pkcs11",
                    "pkcs11-iaik",
                    "pfx-import",
                    "tenant",
                    "ad-rms-migration",
                    "backup",
                    "ceremony",
                    "batch",
                    "key-vault",
                    "local-vault",
                    "usage-audit",
                    "cli");

    private static final Pattern STARTS_A_PROCESS =
            Pattern.compile("\\bProcessBuilder\\b|\\bRuntime\\b|\\.exec\\([^)]");

    /**
     * A search for primes by the JDK takes ten times as long. This module has the fixtures of core
     * from a jar, as every other has.
     */
    @Test
    void rsaKeys_areMadeByTheFixture() throws Exception {
        assertThat(KeyPairGenerator.getInstance("RSA").getProvider().getName())
                .isEqualTo("OpenSslRsa");
    }

    @Test
    void tests_startNoProcessByThemselves() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(TestProcess.class)
                .should()
                .accessTargetWhere(describe("starts a process", TestRulesTest::startsProcess))
                .check(Built.TESTS);
    }

    /**
     * Surefire writes one report for each class and engine, and the second in place of the first.
     */
    @Test
    void propertiesOfJqwik_areInClassesOfTheirOwn() {
        noClasses()
                .that(describe("have properties", TestRulesTest::hasProperties))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit.jupiter..")
                .check(Built.TESTS);
    }

    private static boolean hasProperties(JavaClass test) {
        return test.getMethods().stream()
                .anyMatch(m -> m.isAnnotatedWith("net.jqwik.api.Property"));
    }

    /** Read once, which takes some seconds. */
    private static final class Built {
        static final JavaClasses TESTS = builtTests();
    }

    private static JavaClasses builtTests() {
        List<Path> folders =
                BUILT.stream()
                        .map(module -> REPOSITORY.resolve(module + "/target/test-classes"))
                        .toList();
        assertThat(folders).allSatisfy(folder -> assertThat(folder).isNotEmptyDirectory());
        return new ClassFileImporter().importPaths(folders);
    }

    private static boolean startsProcess(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return owner.isEquivalentTo(ProcessBuilder.class)
                || (owner.isEquivalentTo(Runtime.class) && access.getName().equals("exec"));
    }

    /** The other modules may be compiled later than this test runs: their sources are read. */
    @Test
    void testsOfTheOtherModules_startNoProcessByThemselves() throws Exception {
        List<String> others = modules();
        assertThat(others).containsAll(BUILT);
        others.removeAll(BUILT);
        assertThat(others).contains("usage-audit-spark", "benchmarks");
        List<String> found = new ArrayList<>();
        for (String module : others) {
            for (Path source : sources(REPOSITORY.resolve(module + "/src/test"))) {
                if (STARTS_A_PROCESS.matcher(Files.readString(source)).find()) {
                    found.add(source.toString());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /** In {@code verify} a library's own module runs none of its tests. */
    @Test
    void unitTestsOfEachLibrary_runTogether() throws Exception {
        String together = Files.readString(REPOSITORY.resolve(".build/unit-tests/pom.xml"));
        for (String module : modules()) {
            boolean hasTests = Files.exists(REPOSITORY.resolve(module + "/src/test/java"));
            String pom = Files.readString(REPOSITORY.resolve(module + "/pom.xml"));
            boolean runsThem = pom.contains("<skipTests>false<");
            assertThat(together.contains("/" + module + "/target/test-classes<"))
                    .as(module)
                    .isEqualTo(hasTests && !runsThem);
        }
    }

    private static List<String> modules() throws IOException {
        return new ArrayList<>(
                Pattern.compile("<module>(.*)</module>")
                        .matcher(Files.readString(REPOSITORY.resolve("pom.xml")))
                        .results()
                        .map(match -> match.group(1))
                        .toList());
    }

    private static List<Path> sources(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
