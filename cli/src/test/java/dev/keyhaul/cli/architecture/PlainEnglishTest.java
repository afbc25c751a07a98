package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Help, errors and documents have none of the worst phrases that readers stumble over. */
@Tag("once")
final class PlainEnglishTest {
    private static final String NEXT_STEPS =
            "cli/src/main/resources/dev/keyhaul/cli/next-steps.txt";

    private static final String HELP = "cli/src/main/resources/dev/keyhaul/cli/help";

    /** Fifteen at most: a list keeps the worst out, it does not make good prose. */
    private static final List<Pattern> PHRASES =
            List.of(
                    phrase("whoever"),
                    phrase("vouch(es|ed)?"),
                    phrase("mends?"),
                    phrase("tells? whether"),
                    phrase("tells? of"),
                    phrase("takes? it for"),
                    phrase("parted by"),
                    phrase("by another way"),
                    phrase("(is|are) none"),
                    phrase("goes on with"),
                    phrase("the very"),
                    phrase("slip of the hand"),
                    phrase("not told"),
                    phrase("(at|to) hand"),
                    phrase("be it"));

    /**
     * What a token can show of a blob is less than that the blob holds the key: the part under the
     * KEK can be opened by the vault alone.
     */
    private static final List<Pattern> OVERCLAIMS =
            List.of(
                    phrase("prov(es?|ed|en|ing)( that)? (the|a|this|every|each|your)( \\w+)? blob"),
                    // The summary of byok create was decided with it.
                    phrase("(?<!wrap a key into a )proven blobs?"),
                    phrase(
                            "(?<!nothing )(proves?|proved|proven|proof)( that)? (these|the)( very)? (bytes|file|blob)[\\w ]{0,20}(hold|contain)s?"),
                    phrase(
                            "(blob|file|bytes) (really )?(holds?|contains?) (the (target|tenant|master) key|your key)"));

    /** What every document says instead, word for word. */
    private static final String THE_PROOF =
            "the HSM reopened the wrapped key and signed with it; the vault's import proves the rest";

    /** A comment, a text block or a literal of Java. */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?s)//[^\\n]*+|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])++'"
                            + "|\"\"\".*?\"\"\"|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"");

    /** Not what people are told: measuring. */
    private static final Pattern EXEMPT = Pattern.compile("benchmarks/.*");

    @Test
    void helpAndDocuments_haveNoneOfThePhrases() throws Exception {
        List<Path> texts = new ArrayList<>(Documents.all());
        texts.addAll(Documents.in(HELP, ".txt"));
        texts.add(Documents.ROOT.resolve(NEXT_STEPS));
        List<String> found = new ArrayList<>();
        for (Path text : texts) {
            found.addAll(phrasesIn(text));
        }

        assertThat(found).isEmpty();
        assertThat(texts).hasSizeGreaterThan(60);
        assertThat(PHRASES).hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void helpAndDocuments_claimNoMoreThanAProofShows() throws Exception {
        List<Path> texts = new ArrayList<>(Documents.all());
        // What a version's notes said stays as it was.
        texts.removeIf(text -> text.endsWith("CHANGELOG.md"));
        texts.addAll(Documents.in(HELP, ".txt"));
        texts.addAll(Documents.in("docs", ".svg"));
        texts.addAll(Documents.in("core/src/main/javadoc", ".html"));
        texts.addAll(Documents.in("examples/src/main/java/dev/keyhaul/examples", ".java"));
        texts.addAll(
                Documents.in("examples/apps/modular/src/main/java/com/example/modular", ".java"));
        texts.addAll(Documents.in("examples/scripts", ".sh"));
        texts.addAll(Documents.in("ceremony/src/main/java/dev/keyhaul/ceremony/sheet", ".java"));
        List<String> found = new ArrayList<>();
        for (Path text : texts) {
            found.addAll(phrasesIn(text, Files.readString(text), OVERCLAIMS));
        }

        assertThat(found).isEmpty();
    }

    /**
     * People finish a page that is short: what is evidence goes to docs/dev, and codes to ERRORS.
     */
    @Test
    void pagesThatPeopleMustFinish_areShort() throws Exception {
        assertThat(words("CEREMONY")).isLessThanOrEqualTo(650);
        assertThat(words("THREAT-MODEL")).isLessThanOrEqualTo(2900);
        assertThat(words("TROUBLESHOOTING")).isLessThanOrEqualTo(2500);
        assertThat(words("TENANT", "TENANT-RUNBOOK", "TENANT-EMERGENCY")).isLessThanOrEqualTo(2400);
    }

    private static int words(String... pages) throws IOException {
        int words = 0;
        for (String page : pages) {
            Path file = Documents.ROOT.resolve("docs/" + page + ".md");
            words += Files.readString(file).strip().split("\\s+").length;
        }
        return words;
    }

    @Test
    void whatTheProofShows_isSaidInTheSameWords() throws Exception {
        for (String place :
                List.of(
                        "README.md",
                        "docs/TUTORIAL.md",
                        "docs/dev/ARCHITECTURE.md",
                        "docs/CEREMONY.md",
                        "docs/THREAT-MODEL.md",
                        HELP + "/byok-create.txt",
                        "ceremony/src/main/java/dev/keyhaul/ceremony/sheet/SignersSection.java")) {
            String text =
                    Files.readString(Documents.ROOT.resolve(place))
                            .replaceAll("\"\\s*\\+\\s*\"", "")
                            .replaceAll("\\s+", " ");
            assertThat(text).as(place).contains(THE_PROOF);
        }
    }

    @Test
    void textsOfThePrograms_haveNoneOfThePhrases() throws Exception {
        List<String> found = new ArrayList<>();
        int files = 0;
        for (Path source : sources()) {
            files++;
            String code = Files.readString(source);
            String texts =
                    TOKEN.matcher(code)
                            .results()
                            .map(token -> token.group())
                            .filter(token -> token.startsWith("\""))
                            .map(literal -> literal.replaceAll("^\"+|\"+$", ""))
                            .collect(Collectors.joining(""));
            found.addAll(phrasesIn(source, texts));
        }

        assertThat(found).isEmpty();
        assertThat(files).isGreaterThan(500);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Documents.ROOT)) {
            for (Path main : modules.map(module -> module.resolve("src/main/java")).toList()) {
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .filter(file -> !EXEMPT.matcher(Documents.name(file)).matches())
                                .forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    private static List<String> phrasesIn(Path file) throws IOException {
        return phrasesIn(file, Files.readString(file));
    }

    /** Code is not prose: an error that a page quotes is the program's. */
    private static List<String> phrasesIn(Path file, String text) {
        return phrasesIn(file, text, PHRASES);
    }

    private static List<String> phrasesIn(Path file, String text, List<Pattern> phrases) {
        String prose = text.replaceAll("`[^`\n]*`", "``").replaceAll("\\s+", " ");
        List<String> found = new ArrayList<>();
        for (Pattern phrase : phrases) {
            phrase.matcher(prose)
                    .results()
                    .map(
                            hit ->
                                    Documents.name(file)
                                            + ": "
                                            + prose.substring(
                                                    Math.max(0, hit.start() - 40),
                                                    Math.min(prose.length(), hit.end() + 20)))
                    .forEach(found::add);
        }
        return found;
    }

    private static Pattern phrase(String words) {
        return Pattern.compile("\\b" + words + "\\b", Pattern.CASE_INSENSITIVE);
    }
}
