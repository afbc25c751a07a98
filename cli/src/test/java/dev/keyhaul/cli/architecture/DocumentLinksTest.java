package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each relative link of the bundle's documents leads to a file of the bundle, and to a heading. */
@Tag("once")
final class DocumentLinksTest {
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern NAMED =
            Pattern.compile("\\b(docs/[A-Za-z/.-]+\\.[a-z]+)\\b(?:, '([^'\\n]+)')?");
    private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```$|`[^`\\n]*`");

    /** What {@code bundle/pom.xml} copies of the source tree, beside the root's files. */
    private static final List<String> FOLDERS = List.of("docs/", "examples/scripts");

    private static final Set<String> FILES = Set.of("LICENSE", "NOTICE");

    @Test
    void relativeLinks_leadToFilesOfTheBundle() throws Exception {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path document : Documents.all()) {
            for (String link : links(Files.readString(document))) {
                links++;
                if (!link.startsWith("https://") && !isAlive(document, link)) {
                    dead.add(Documents.name(document) + ": " + link);
                }
            }
        }

        assertThat(dead).isEmpty();
        assertThat(links).isGreaterThan(50);
    }

    @Test
    void everyPageAndPicture_isLinkedFromSomewhere() throws Exception {
        Set<Path> linked = new HashSet<>();
        for (Path document : Documents.all()) {
            for (String link : links(Files.readString(document))) {
                linked.add(document.resolveSibling(link.replaceFirst("#.*", "")).normalize());
            }
        }

        assertThat(linked).containsAll(Documents.below("docs", ".md"));
        assertThat(linked).containsAll(Documents.in("docs", ".svg"));
        assertThat(linked).containsAll(Documents.in("docs", ".png"));
    }

    /**
     * A message, a text of help, a script or a page names a document by its path, in plain text.
     */
    @Test
    void everyDocumentThatATextNames_exists() throws Exception {
        List<Path> texts = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Documents.ROOT)) {
            for (Path module : modules.sorted().toList()) {
                if (Files.isDirectory(module.resolve("src/main"))) {
                    String main = Documents.name(module.resolve("src/main"));
                    texts.addAll(Documents.below(main, ".java"));
                    texts.addAll(Documents.below(main, ".txt"));
                    texts.addAll(Documents.below(main, ".sh"));
                }
            }
        }
        texts.addAll(Documents.below("examples", ".sh"));
        List<String> dead = new ArrayList<>();
        int named = 0;
        for (Path text : texts) {
            Matcher document = NAMED.matcher(Files.readString(text));
            while (document.find()) {
                named++;
                Path file = Documents.ROOT.resolve(document.group(1));
                String heading = document.group(2);
                if (!Files.exists(file)
                        || (heading != null && !hasHeading(Files.readString(file), heading))) {
                    dead.add(Documents.name(text) + ": " + document.group());
                }
            }
        }

        assertThat(dead).isEmpty();
        assertThat(named).isGreaterThan(5);
    }

    private static boolean hasHeading(String text, String heading) {
        return Pattern.compile("(?m)^#+ " + Pattern.quote(heading) + "$").matcher(text).find();
    }

    @Test
    void deadLinks_areSeen() throws Exception {
        Path readme = Documents.ROOT.resolve("README.md");

        assertThat(isAlive(readme, "docs/TENANT-EMERGENCY.md#undo-it")).isTrue();
        assertThat(isAlive(readme, "docs/TENANT-EMERGENCY.md#undo-nothing")).isFalse();
        assertThat(isAlive(readme, "docs/NOWHERE.md")).isFalse();
        assertThat(isAlive(readme, "cli/pom.xml")).as("not in the bundle").isFalse();
        assertThat(links("[a](b.md) `[c](d.md)` ![e](f.svg)")).containsExactly("b.md", "f.svg");
    }

    private static List<String> links(String text) {
        Matcher link = LINK.matcher(CODE.matcher(text).replaceAll(""));
        return link.results().map(result -> result.group(1)).toList();
    }

    private static boolean isAlive(Path document, String link) throws Exception {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        return (isInBundle(Documents.name(target)) || !isInBundle(Documents.name(document)))
                && Files.exists(target)
                && (parts.length == 1 || anchors(Files.readString(target)).contains(parts[1]));
    }

    private static boolean isInBundle(String name) {
        return FILES.contains(name)
                || (!name.contains("/") && name.endsWith(".md"))
                || FOLDERS.stream().anyMatch(name::startsWith);
    }

    /** As GitHub makes them of headings: the second of a name gets a number. */
    private static Set<String> anchors(String text) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        Pattern.compile("(?m)^#+ (.*)$")
                .matcher(text.replaceAll("(?ms)^ *```.*?^ *```$", ""))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .forEach(
                        anchor -> {
                            int count = seen.merge(anchor, 1, Integer::sum);
                            anchors.add(count == 1 ? anchor : anchor + "-" + (count - 1));
                        });
        return anchors;
    }
}
