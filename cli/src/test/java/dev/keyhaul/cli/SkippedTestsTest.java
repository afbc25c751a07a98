package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code verify} says of skipped tests, and what CI compares it with. */
@Tag("system")
final class SkippedTestsTest {
    private static final String REPORT =
            """
            <testsuite name="a.b.OneTest" time="1.5" tests="5" errors="0" skipped="4" failures="0">
              <testcase name="plain" classname="a.b.OneTest" time="0.0"/>
              <testcase name="first(String)[1]" classname="a.b.OneTest" time="0.0">
                <skipped message="an &quot;openssl&quot; that makes PBMAC1"/>
              </testcase>
              <testcase name="second(String)[2]" classname="a.b.OneTest" time="0.0">
                <skipped message="an &quot;openssl&quot; that makes PBMAC1"/>
              </testcase>
              <testcase name="third" classname="a.b.OneTest" time="0.0">
                <skipped type="T"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: no data
            	at a.b.OneTest
            ]]></skipped>
              </testcase>
              <testcase name="fourth" classname="a.b.TwoTest" time="0.0">
                <skipped message="an &quot;openssl&quot; that makes PBMAC1"/>
              </testcase>
            </testsuite>
            """;

    private static final String EXPECTED =
            """
            # system | tests | reason
            here     | 3     | an "openssl" that makes PBMAC1
            here     | 1     | no data
            there    | 1     | no data
            nothing  | 0     | -
            without-shared | 2 | no files
            """;

    @TempDir Path temp;

    private LauncherFixture tree;
    private Path report;

    @BeforeEach
    void putReport() throws Exception {
        tree = LauncherFixture.in(temp.resolve("tree"));
        Path repository = Path.of(System.getProperty("keyhaul.root", ".."));
        Files.createDirectories(tree.root.resolve(".ci"));
        Files.createDirectory(temp.resolve("shared"));
        for (String script : List.of(".build/results.sh", ".ci/check-skips")) {
            Files.copy(repository.resolve(script), tree.root.resolve(script));
        }
        Path folder = Files.createDirectories(tree.root.resolve("cli/target/surefire-reports"));
        report = Files.writeString(folder.resolve("TEST-a.b.OneTest.xml"), REPORT);
        expect(EXPECTED);
    }

    private void expect(String list) throws Exception {
        Files.writeString(tree.root.resolve(".ci/expected-skips.txt"), list);
    }

    @Test
    void verify_endsWithATable() throws Exception {
        LauncherFixture.Run run =
                sh("root=$1; . \"$1/.build/results.sh\"; print_results 17 8", tree.root.toString());

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout())
                .endsWith(
                        """
                        What was not run, and for want of what:
                         tests
                             3  an "openssl" that makes PBMAC1 (OneTest and others)
                             1  no data (OneTest)
                        Tests ran on Java 17 in 8 seconds, with the build.
                        1 passed, 0 failed, 4 skipped
                        """);
    }

    @Test
    void skipsThatAreListed_pass() throws Exception {
        LauncherFixture.Run run = checkSkips("here");

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout()).isEmpty();
    }

    @Test
    void oneMoreOrOneFewer_orAnotherReason_fails() throws Exception {
        assertFails("there", "3 skipped, 0 expected: an \"openssl\" that makes PBMAC1\n");
        expect(EXPECTED.replace("| 3 ", "| 4 "));
        assertFails("here", "3 skipped, 4 expected: an \"openssl\" that makes PBMAC1\n");
        expect(EXPECTED.replace("| 3 ", "| 2 "));
        assertFails("here", "3 skipped, 2 expected: an \"openssl\" that makes PBMAC1\n");
        expect(EXPECTED.replace("| 1     | no data", "| 1     | no dates"));
        assertFails("here", "0 skipped, 1 expected: no dates\n1 skipped, 0 expected: no data\n");
        expect(EXPECTED);
        Files.writeString(
                report, "<testsuite name=\"a\" tests=\"1\" skipped=\"0\">\n</testsuite>\n");
        assertFails("here", "0 skipped, 1 expected: no data\n0 skipped, 3 expected: an");
        assertThat(checkSkips("nothing").exit()).isZero();
    }

    @Test
    void otherPeoplesFiles_areMissedOnlyWhereTheyAreNot() throws Exception {
        Files.delete(temp.resolve("shared"));

        assertFails("here", "0 skipped, 2 expected: no files\n");
    }

    @Test
    void unknownSystem_andNoReport_fail() throws Exception {
        assertThat(checkSkips("her").stderr()).contains("error: no system 'her' in ");
        Files.delete(report);
        LauncherFixture.Run run = checkSkips("nothing");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr()).contains("error: there are no test reports in ");
    }

    private void assertFails(String system, String says) throws Exception {
        LauncherFixture.Run run = checkSkips(system);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stdout()).startsWith(says);
        assertThat(run.stderr()).contains("keyhaul: error: ");
    }

    private LauncherFixture.Run checkSkips(String system) throws Exception {
        return sh("exec sh \"$1/.ci/check-skips\" \"$2\"", tree.root.toString(), system);
    }

    private LauncherFixture.Run sh(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(List.of(arguments));
        return tree.start(command, Map.of()).await();
    }
}
