package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The threat model names the test of each defence: none of them may be gone. */
final class ThreatModelTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("keyhaul.root", ".."));
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

    @Test
    void everyTestThatIsNamed_exists() throws Exception {
        Set<String> named = named(document());

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(existing()).containsAll(named);
    }

    @Test
    void everyThreat_namesATest() throws Exception {
        String table = document().replaceFirst("(?s)\n## How long .*", "");
        assertThat(table.lines().filter(ThreatModelTest::isThreat))
                .hasSizeGreaterThan(30)
                .allMatch(row -> !named(row).isEmpty());
    }

    /** Each group has a table of its own. */
    private static boolean isThreat(String line) {
        return line.startsWith("| ") && !line.startsWith("| threat |");
    }

    private static String document() throws Exception {
        return Files.readString(REPOSITORY.resolve("docs/THREAT-MODEL.md"));
    }

    private static Set<String> named(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = TEST.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Set<String> existing() throws Exception {
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> modules = Files.list(REPOSITORY)) {
            for (Path module : modules.map(path -> path.resolve("src/test/java")).toList()) {
                if (Files.isDirectory(module)) {
                    tests.addAll(classesIn(module));
                }
            }
        }
        return tests;
    }

    private static Set<String> classesIn(Path sources) throws Exception {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
