package dev.keyhaul.cli.architecture;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.CommandWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library speaks no command line: no literal of a library module names an option or a command.
 * It gives a reason, and the command line knows what to type.
 */
@Tag("once")
final class LibraryTextsTest {
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));

    /** Not of the library: the command line itself, and what only measures. */
    private static final Set<String> PROGRAMS = Set.of("cli", "benchmarks");

    /** What stands in quotes, and what only looks as if: comments and characters. */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "//[^\\n]*+|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])++'"
                            + "|\"\"\"(?<block>.*?)\"\"\""
                            + "|\"(?<text>[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+)\"",
                    Pattern.DOTALL);

    /** What joins two literals into one text. */
    private static final Pattern PLUS = Pattern.compile("\\s*\\+(?:[^;,{}?]*\\+)?\\s*");

    /** A command of a cloud's own program, with its options. */
    private static final Pattern CLOUD =
            Pattern.compile(
                    "\\b(?:az (?:account|ad|keyvault|login|role)|aws kms|gcloud kms)\\b[^;')]*");

    private static final Set<String> OPTIONS = CommandWords.options();

    private static final Pattern WORDS =
            Pattern.compile(
                    "(?<![\\w-])--[a-z][a-z0-9-]*+|\\bkeyhaul (?:"
                            + alternatives(CommandWords.commands().stream())
                            + ")\\b|\\b(?:"
                            + alternatives(
                                    CommandWords.commands().stream()
                                            .filter(name -> name.contains(" ")))
                            + ")\\b");

    /** The findings of a tenant's check come with commands to copy, in its JSON. */
    private static final String CHECK = "tenant/src/main/java/dev/keyhaul/tenant/check/";

    /** Data, not speech; by the file, and the words that it may have. */
    private static final Map<String, Set<String>> DATA =
            Map.ofEntries(
                    // The commands that ceremony records hold, and what the page tells its
                    // readers to keep.
                    entry(
                            "UnresolvedPoints.java",
                            Set.of(
                                    "kek create",
                                    "kek download",
                                    "kek disable",
                                    "byok create",
                                    "vault import-key",
                                    "batch run",
                                    "backup create",
                                    "backup restore",
                                    "key import",
                                    "key make-unextractable",
                                    "key delete")),
                    // The commands that the records of a plan's steps hold.
                    entry(
                            "StepKind.java",
                            Set.of(
                                    "backup change-signer",
                                    "backup create",
                                    "backup drill",
                                    "backup restore",
                                    "byok create",
                                    "ceremony close",
                                    "kek create",
                                    "kek disable",
                                    "kek download",
                                    "key generate",
                                    "key make-unextractable",
                                    "vault import-key")),
                    // The guide's own.
                    // What people type on each kind of system: one row for both.
                    entry("HostHint.java", Set.of("--pin-fd")),
                    entry("PlanSteps.java", Set.of("ceremony run")),
                    // What a witness records.
                    entry("RecordWriter.java", Set.of("ceremony run")),
                    // What the printed script has people type.
                    entry(
                            "ScriptSteps.java",
                            Set.of("keyhaul ceremony run", "--as", "keyhaul ceremony look")),
                    entry("ScriptAdvice.java", Set.of("keyhaul ceremony status")),
                    entry("ScriptBody.java", Set.of("keyhaul ceremony status")),
                    entry(
                            "ClosingSections.java",
                            Set.of("keyhaul ceremony report", "--verify-only", "--expect-head")),
                    // The title of the script, which stays byte for byte.
                    entry("Runbook.java", Set.of("keyhaul tenant runbook")),
                    // Options of az, built in parts.
                    entry("ServiceHint.java", Set.of("--name")),
                    // The name of the program that is a cluster's application, and its options.
                    entry("SparkAuditApplication.java", Set.of("keyhaul audit")),
                    entry(
                            "ApplicationArguments.java",
                            Set.of(
                                    "--gap",
                                    "--identity",
                                    "--name",
                                    "--records",
                                    "--signed-by",
                                    "--strict",
                                    "--vault",
                                    "--window")),
                    // The commands that ceremony records hold, and their options.
                    entry(
                            "ExplainingRecords.java",
                            Set.of(
                                    "--kek-name",
                                    "--name",
                                    "kek create",
                                    "kek download",
                                    "vault backup-key",
                                    "vault create-key",
                                    "vault import-key",
                                    "vault set-key-operations")));

    @Test
    void literals_ofTheLibrary_nameNoOptionAndNoCommand() throws IOException {
        Map<String, Set<String>> all = new TreeMap<>();
        for (Path file : sources()) {
            String name = ROOT.relativize(file).toString();
            Set<String> found = found(Files.readString(file));
            if (!found.isEmpty() && !name.startsWith(CHECK)) {
                all.put(file.getFileName().toString(), found);
            }
        }
        assertThat(all).isEqualTo(DATA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw refused(\"give --kek\");",
                "String hint = \"'key make-unextractable' ends that\";",
                "String hint = \"make it: keyhaul kek create\";",
                "String hint = \"\"\"\n    use keyhaul approve\n    \"\"\";",
                "String hint = \"byok\" + \" create\";",
                "String hint = \"// \\\"--kek\\\"\";",
            })
    void wordsOfTheCommandLine_areFound(String code) {
        assertThat(found(code)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// give \"--kek\"",
                "/** Made by \"keyhaul kek create\". */",
                "String fix = \"az keyvault update --name \" + name + \" --expires never\";",
                "String text = \"--not-one-of-keyhaul's\";",
                "case '\"' -> give(\"no\"); // --kek\"",
            })
    void whatIsNoText_orNotOfTheCommandLine_isNotFound(String code) {
        assertThat(found(code)).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)
                        && !PROGRAMS.contains(module.getFileName().toString())) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .forEach(sources::add);
                    }
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(500);
        return sources;
    }

    private static Set<String> found(String code) {
        return texts(code).stream()
                .map(text -> CLOUD.matcher(text).replaceAll(""))
                .flatMap(text -> WORDS.matcher(text).results().map(MatchResult::group))
                .filter(word -> !word.startsWith("--") || OPTIONS.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The literals of the code; those that are joined are one text. */
    private static List<String> texts(String code) {
        List<String> texts = new ArrayList<>();
        Matcher token = TOKEN.matcher(code);
        int end = -1;
        while (token.find()) {
            String text = token.group("text") == null ? token.group("block") : token.group("text");
            if (text == null) {
                continue;
            }
            if (end >= 0 && PLUS.matcher(code.substring(end, token.start())).matches()) {
                text = texts.remove(texts.size() - 1) + text;
            }
            texts.add(text);
            end = token.end();
        }
        return texts;
    }

    private static String alternatives(Stream<String> words) {
        return words.sorted((a, b) -> b.length() - a.length())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
    }
}
