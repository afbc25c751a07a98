package dev.keyhaul.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README shows is what is compiled and run here, and its coordinates exist. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));

    @Test
    void javaBlock_isTheExamplesText() throws Exception {
        String source =
                Files.readString(
                        ROOT.resolve(
                                "examples/src/main/java/dev/keyhaul/examples/GenerateAndWrap.java"));
        String shown =
                found(source, "(?s)\n *// README: begin\n(.*?)\n *// README: end\n")
                                .get(0)
                                .stripIndent()
                        + "\n";

        assertThat(found(read("README.md"), "(?s)\n```java\n(.*?)```\n")).containsExactly(shown);
    }

    @Test
    void bom_listsEveryPublishedModule() throws Exception {
        List<String> published =
                found(read("pom.xml"), "<module>(.*?)</module>").stream()
                        .filter(ReadmeTest::isLibrary)
                        .map(module -> "keyhaul-" + module)
                        .toList();

        assertThat(found(read("bom/pom.xml"), "<artifactId>(keyhaul-.*?)</artifactId>"))
                .contains("keyhaul-core", "keyhaul-pkcs11", "keyhaul-key-vault")
                .containsExactlyInAnyOrderElementsOf(withBom(published));
    }

    @Test
    void coordinates_areTheBoms() throws Exception {
        String version = "<version>(.*?)</version>";

        assertThat(found(read("README.md"), version))
                .containsExactly(found(read("bom/pom.xml"), version).get(0));
        assertThat(found(read("README.md"), "<artifactId>(.*?)</artifactId>"))
                .isSubsetOf(found(read("bom/pom.xml"), "<artifactId>(.*?)</artifactId>"));
    }

    /** What exports packages is for applications; the rest runs, or lists versions. */
    private static boolean isLibrary(String module) {
        return Files.exists(ROOT.resolve(module).resolve("src/main/java/module-info.java"));
    }

    private static List<String> withBom(List<String> modules) {
        return Stream.concat(Stream.of("keyhaul-bom"), modules.stream()).toList();
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
