package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Help and documents have none of the worst phrases that readers stumble over. */
final class PlainEnglishTest {
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

    @Test
    void helpAndDocuments_haveNoneOfThePhrases() throws Exception {
        List<Path> texts = new ArrayList<>(Documents.all());
        texts.addAll(Documents.in(HELP, ".txt"));
        List<String> found = new ArrayList<>();
        for (Path text : texts) {
            found.addAll(phrasesIn(text));
        }

        assertThat(found).isEmpty();
        assertThat(texts).hasSizeGreaterThan(60);
        assertThat(PHRASES).hasSizeLessThanOrEqualTo(15);
    }

    /** Code is not prose: an error that a page quotes is the program's. */
    private static List<String> phrasesIn(Path file) throws IOException {
        String prose = Files.readString(file).replaceAll("`[^`\n]*`", "``").replaceAll("\\s+", " ");
        List<String> found = new ArrayList<>();
        for (Pattern phrase : PHRASES) {
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
