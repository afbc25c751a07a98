package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.architecture.PublicTypes.PublicType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The verdict for each public record is written down, as CONTRIBUTING says under "The API": a new
 * one must be decided, and a class does not silently become a record again.
 */
@Tag("once")
final class PublicRecordsTest {
    private static final String LIST = "cli/src/test/resources/api/public-records.txt";

    /** A line of the list. */
    private record Verdict(String type, String invariant, String grows, String verdict) {
        static Verdict of(String line) {
            String[] cells = line.split(" \\| ", -1);
            return new Verdict(cells[0], cells[1], cells[2], cells[3]);
        }
    }

    @Test
    void everyPublicRecord_hasAVerdict_andIsWhatItSays() throws IOException {
        Map<String, String> decided = new TreeMap<>();
        for (Verdict verdict : verdicts()) {
            assertThat(decided.put(verdict.type(), verdict.verdict())).as(verdict.type()).isNull();
        }
        Map<String, String> actual = new TreeMap<>();
        for (PublicType found : PublicTypes.EXPORTED) {
            String name = name(found);
            if (found.type().isRecord()) {
                actual.put(name, "record");
            } else if (decided.containsKey(name)) {
                actual.put(name, "class");
            }
        }
        assertThat(actual)
                .as("decide each record in %s: CONTRIBUTING has the rules", LIST)
                .isEqualTo(decided)
                .hasSizeGreaterThan(130);
    }

    @Test
    void verdict_followsTheRules() throws IOException {
        assertThat(verdicts())
                .allSatisfy(
                        verdict -> {
                            assertThat(verdict.invariant())
                                    .isIn("none", "copied", "checked", "library");
                            assertThat(verdict.grows()).isIn("yes", "no");
                            assertThat(verdict.verdict()).isIn("record", "class");
                        })
                .filteredOn(verdict -> verdict.invariant().equals("library"))
                .hasSizeGreaterThan(15)
                .allMatch(verdict -> verdict.verdict().equals("class"));
    }

    /** What only the library may make has no constructor for others. */
    @Test
    void classOfTheLibrary_hasNoPublicConstructor() throws IOException {
        Map<String, Class<?>> types =
                PublicTypes.EXPORTED.stream()
                        .collect(Collectors.toMap(PublicRecordsTest::name, PublicType::type));
        assertThat(verdicts())
                .filteredOn(verdict -> verdict.invariant().equals("library"))
                .allSatisfy(
                        verdict ->
                                assertThat(types.get(verdict.type()).getConstructors()).isEmpty());
    }

    private static String name(PublicType found) {
        return found.type().getName().substring("dev.keyhaul.".length()).replace('$', '.');
    }

    private static List<Verdict> verdicts() throws IOException {
        return Files.readAllLines(Path.of(PublicTypes.ROOT.toString(), LIST)).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Verdict::of)
                .toList();
    }
}
