package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.Keyhaul;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.lint.LintCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The codes of errors. The compiler asks for a {@link Reason} where an error is made; this asks for
 * a cause and a remedy, for a code that nobody else has, and that it stays what it is.
 */
@Tag("once")
class ErrorCodesTest {
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));
    private static final Path CORE = ROOT.resolve("core/src/main/java/dev/keyhaul/core");

    /** The first sentence of a constant's comment, and its name. */
    private static final Pattern CONSTANT =
            Pattern.compile(
                    "/\\*\\*\\s+(?:\\* )?((?:(?!\\*/).)*?)\\s+\\*/\\s+([A-Z0-9_]+)(?=[,;(])",
                    Pattern.DOTALL);

    private record Text(String meaning, String cause, String remedy) {}

    @Test
    void eachReason_hasACauseAndARemedy_inTheOrderOfItsArea() throws Exception {
        List<String> codes = Arrays.stream(Reason.values()).map(Reason::code).toList();

        assertThat(codes).isSorted().allMatch(code -> code.matches("KH(-[A-Z0-9]+)+"));
        assertThat(texts().keySet()).containsExactlyInAnyOrderElementsOf(codes);
        assertThat(areas()).allSatisfy(area -> assertThat(area).isNotEmpty().isSorted());
        assertThat(texts().values())
                .allSatisfy(
                        text -> {
                            assertThat(text.cause()).matches("[A-Z][^|]+\\.");
                            assertThat(text.cause()).doesNotContain("--", "keyhaul ");
                            assertThat(text.remedy())
                                    .matches("[A-Z][^|]+\\.")
                                    .doesNotContain("--", "keyhaul ");
                        });
    }

    @Test
    void eachReason_isGivenSomewhere() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : sources()) {
            all.append(Files.readString(file));
        }
        assertThat(Reason.values())
                .filteredOn(
                        reason ->
                                !Pattern.compile("Reason\\." + reason + "\\b").matcher(all).find())
                .isEmpty();
    }

    /** Examples count: an application's own source has its own errors. */
    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> ROOT.relativize(file).toString().contains("src/main/java"))
                    .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
                    .filter(file -> !file.endsWith("Reason.java"))
                    .toList();
        }
    }

    /** Scripts of others match them: a line is added, and changed only if its sense stays. */
    @Test
    void codes_areThoseOfTheList_whichOnlyGrows() throws Exception {
        List<String> kept = new ArrayList<>();
        List<String> retired = new ArrayList<>();
        for (String line : lines(getClass().getResourceAsStream("/api/error-codes.txt"))) {
            if (line.startsWith("retired ")) {
                retired.add(line.split(" ")[1]);
            } else {
                kept.add(line);
            }
        }
        List<String> now =
                Stream.of(meanings(), lintMeanings())
                        .flatMap(codes -> codes.entrySet().stream())
                        .map(code -> code.getKey() + " " + code.getValue())
                        .sorted()
                        .toList();

        assertThat(now.stream().map(line -> line.replaceFirst(" .*", ""))).doesNotHaveDuplicates();
        assertThat(now)
                .as(
                        "api/error-codes.txt has these lines. Never take one away, and never give"
                                + " a code another meaning: write 'retired' before it, and make a"
                                + " new one.%n%s%n",
                        String.join("\n", now))
                .containsExactlyElementsOf(kept);
        assertThat(now.stream().map(line -> line.replaceFirst(" .*", "")))
                .noneMatch(retired::contains);
    }

    /** Help and the page of errors have it from the resource, and programs from the Javadoc. */
    @Test
    void meaning_isWhatTheJavadocSays() throws Exception {
        Map<String, String> told = new TreeMap<>();
        texts().forEach((code, text) -> told.put(code, text.meaning()));

        assertThat(told).isEqualTo(meanings());
    }

    /** The first sentence that comes to mind helps nobody at an air-gapped host. */
    @Test
    void causeAndRemedy_sayMoreThanCheckIt() throws Exception {
        assertThat(texts().entrySet())
                .allSatisfy(
                        text -> {
                            Text of = text.getValue();
                            assertThat((of.cause() + " " + of.remedy()).split(" "))
                                    .as(text.getKey())
                                    .hasSizeGreaterThan(12);
                            assertThat(of.remedy())
                                    .as(text.getKey())
                                    .doesNotMatch("(Check|See|Look at) the \\w+\\.");
                        });
    }

    private static List<List<String>> areas() throws IOException {
        List<List<String>> areas = new ArrayList<>();
        for (String line : lines(Keyhaul.class.getResourceAsStream("errors.txt"))) {
            if (line.startsWith("[")) {
                areas.add(new ArrayList<>());
            } else {
                areas.get(areas.size() - 1).add(line.split(" ")[0]);
            }
        }
        return areas;
    }

    private static Map<String, Text> texts() throws IOException {
        return lines(Keyhaul.class.getResourceAsStream("errors.txt")).stream()
                .filter(line -> !line.startsWith("["))
                .map(line -> line.split("(?<=^[A-Z0-9-]{1,40}) = | \\| "))
                .collect(
                        Collectors.toMap(
                                row -> row[0],
                                row -> new Text(row[1], row[2], row[3]),
                                (a, b) -> {
                                    throw new AssertionError("twice: " + a);
                                },
                                LinkedHashMap::new));
    }

    private static Map<String, String> meanings() throws IOException {
        return meanings(
                "Reason.java",
                Arrays.stream(Reason.values())
                        .collect(Collectors.toMap(Reason::name, Reason::code)));
    }

    private static Map<String, String> lintMeanings() throws IOException {
        return meanings(
                "byok/lint/LintCode.java",
                Arrays.stream(LintCode.values())
                        .collect(Collectors.toMap(LintCode::name, LintCode::id)));
    }

    private static Map<String, String> meanings(String source, Map<String, String> codes)
            throws IOException {
        Map<String, String> meanings = new TreeMap<>();
        CONSTANT.matcher(Files.readString(CORE.resolve(source)))
                .results()
                .filter(found -> codes.containsKey(found.group(2)))
                .forEach(
                        found ->
                                meanings.put(
                                        codes.get(found.group(2)),
                                        found.group(1).replaceAll("\\s*\\n\\s*\\* ", " ")));
        assertThat(meanings.keySet()).containsExactlyInAnyOrderElementsOf(codes.values());
        return meanings;
    }

    private static List<String> lines(InputStream resource) throws IOException {
        try (InputStream in = resource) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }
}
