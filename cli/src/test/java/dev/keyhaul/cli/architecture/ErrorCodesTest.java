package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.Keyhaul;
import dev.keyhaul.cli.console.NextStep;
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
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The codes of errors. The compiler asks for a {@link Reason} where an error is made; this asks for
 * a cause and a remedy, for a code that nobody else has, and that it stays what it is.
 */
class ErrorCodesTest {
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));
    private static final Path CORE = ROOT.resolve("core/src/main/java/dev/keyhaul/core");

    /** The first sentence of a constant's comment, and its name. */
    private static final Pattern CONSTANT =
            Pattern.compile(
                    "/\\*\\*\\s+((?:(?!\\*/).)*?)\\s+\\*/\\s+([A-Z0-9_]+)(?=[,;(])",
                    Pattern.DOTALL);

    private static final String START =
            """
            # Errors

            Each error ends with a code in brackets, such as `[KH-FILE-EXISTS]`; search this page for it. With `--json`, a command
            that fails before its report prints `{"error": {"code": …, "message": …, "hint": …}}`, and reports have the code beside
            each error ([schema](schema/error.schema.json)). Java programs get it from `KeyTransferException.reason()`.

            A code keeps its meaning in later versions. Messages and hints are for people and may change, so let a script match the
            code, or the [exit code](COMMANDS.md#exit-codes). [Troubleshooting](TROUBLESHOOTING.md) lists messages by symptom.

            An error that is printed before Java runs, by the launcher, has no code. This page is made from the program's texts.
            """;

    private static final String LINT =
            """

            ## Findings in a transfer blob

            `inspect` lists these for a `.byok` file, and a blob with one of the kind *error* is not sent ([KH-BLOB-FINDINGS](#kh-blob-findings)).

            | code | kind | what to do |
            |---|---|---|
            """;

    private record Text(String cause, String remedy) {}

    @Test
    void eachReason_hasACauseAndARemedy_inOrder() throws Exception {
        List<String> codes = Arrays.stream(Reason.values()).map(Reason::code).toList();

        assertThat(codes).isSorted().allMatch(code -> code.matches("KH(-[A-Z0-9]+)+"));
        assertThat(texts().keySet()).containsExactlyElementsOf(codes);
        assertThat(texts().values())
                .allSatisfy(
                        text -> {
                            assertThat(text.cause()).matches("[A-Z][^|]+\\.");
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

    @Test
    void page_isMadeOfThem() throws Exception {
        String page = page();

        assertThat(Files.readString(ROOT.resolve("docs/ERRORS.md")))
                .as("docs/ERRORS.md has this text:%n%s%n", page)
                .isEqualTo(page);
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder(START);
        Map<String, String> meanings = meanings();
        Map<String, Text> texts = texts();
        Map<String, String> steps = nextSteps();
        meanings.forEach(
                (code, meaning) -> {
                    Text text = texts.get(code);
                    page.append("\n## ").append(code).append("\n\n").append(meaning).append("\n\n");
                    page.append("* Cause: ").append(text.cause()).append('\n');
                    page.append("* Remedy: ").append(text.remedy()).append('\n');
                    if (steps.containsKey(code)) {
                        page.append("* Command: ").append(steps.get(code)).append(".\n");
                    }
                });
        page.append(LINT);
        for (LintCode code : LintCode.values()) {
            page.append(
                    "| %s | %s | %s |\n"
                            .formatted(
                                    code.id(),
                                    code.severity().name().toLowerCase(Locale.ROOT),
                                    code(NextStep.of(code))));
        }
        return page.toString();
    }

    /** Without the conditions, which are about the options of the running command. */
    private static Map<String, String> nextSteps() throws IOException {
        Map<String, String> steps = new TreeMap<>();
        for (String line : lines(Keyhaul.class.getResourceAsStream("next-steps.txt"))) {
            String[] row = line.split(" = ", 2);
            for (String key : row[0].split(", ")) {
                steps.put(key, code(row[1].replaceAll("unless --[a-z0-9-]+: ", "")));
            }
        }
        return steps;
    }

    /** What stands in quotes is typed. */
    private static String code(String text) {
        return text.replaceAll("(?<!\\w)'([^']*)'(?!\\w)", "`$1`")
                .replace("<", "\\<")
                .replace("|", "\\|");
    }

    private static Map<String, Text> texts() throws IOException {
        return lines(ErrorCodesTest.class.getResourceAsStream("/api/errors.txt")).stream()
                .map(line -> line.split(" = | \\| "))
                .collect(
                        Collectors.toMap(
                                row -> row[0],
                                row -> new Text(row[1], row[2]),
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
