package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each threat of the threat model has its evidence: tests that exist. */
@Tag("once")
final class ThreatModelTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("keyhaul.root", ".."));
    private static final Pattern THREAT = Pattern.compile("(?m)^\\*\\*([A-Z]\\d+)\\. ");
    private static final Pattern EVIDENCE = Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\| (.+) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

    @Test
    void everyThreat_hasEvidence_andAllEvidenceIsOfAThreat() throws Exception {
        List<String> threats =
                THREAT.matcher(read("docs/THREAT-MODEL.md"))
                        .results()
                        .map(threat -> threat.group(1))
                        .toList();

        assertThat(threats).hasSizeGreaterThan(60).doesNotHaveDuplicates();
        assertThat(evidence()).extracting(row -> row.group(1)).containsExactlyElementsOf(threats);
    }

    @Test
    void allEvidence_namesTests_thatExist() throws Exception {
        Set<String> existing = existing();
        Set<String> all = new TreeSet<>();
        for (MatchResult row : evidence()) {
            Set<String> named = named(row.group(2));
            assertThat(named).as(row.group(1)).isNotEmpty();
            all.addAll(named);
        }

        assertThat(existing).containsAll(all);
        assertThat(all).hasSizeGreaterThan(150);
    }

    /** The page for users says what holds, not which test shows it. */
    @Test
    void threatModel_namesNoTest() throws Exception {
        assertThat(named(read("docs/THREAT-MODEL.md"))).isEmpty();
    }

    private static List<MatchResult> evidence() throws Exception {
        return EVIDENCE.matcher(read("docs/dev/EVIDENCE.md")).results().toList();
    }

    private static String read(String document) throws Exception {
        return Files.readString(REPOSITORY.resolve(document));
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
