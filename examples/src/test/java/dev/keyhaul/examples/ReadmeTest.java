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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README shows is what is compiled and run here, and its coordinates exist. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));

    /** Both are compiled and run: here, and by {@code .build/examples} as a module. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "examples/src/main/java/dev/keyhaul/examples/GenerateAndWrap.java",
                "examples/apps/modular/src/main/java/com/example/modular/WrapTokenKey.java"
            })
    void javaBlock_isTheExamplesText(String example) throws Exception {
        String source = read(example);
        String shown =
                found(source, "(?s)\n *// README: begin\n(.*?)\n *// README: end\n")
                                .get(0)
                                .stripIndent()
                        + "\n";

        assertThat(found(read("README.md"), "(?s)\n```java\n(.*?)```\n")).containsExactly(shown);
    }

    @Test
    void bom_listsEveryPublishedModule() throws Exception {
        List<String> published = libraries().stream().map(module -> "keyhaul-" + module).toList();

        assertThat(found(read("bom/pom.xml"), "<artifactId>(keyhaul-.*?)</artifactId>"))
                .contains("keyhaul-core", "keyhaul-pkcs11", "keyhaul-key-vault")
                .containsExactlyInAnyOrderElementsOf(withBom(published));
    }

    /** {@code .build/examples} shows that they are those that Azure's SDK agrees with. */
    @Test
    void bom_alignsOtherLibraries_asKeyhaulIsBuilt() throws Exception {
        String bom = read("bom/pom.xml");
        String parent = read("pom.xml");

        assertThat(found(bom, "<artifactId>jackson-bom</artifactId>\\s*<version>(.*?)<"))
                .isEqualTo(found(parent, "<jackson.version>(.*?)<"));
        assertThat(found(bom, "<artifactId>jna(?:-platform)?</artifactId>\\s*<version>(.*?)<"))
                .hasSize(2)
                .hasSameElementsAs(found(parent, "<jna.version>(.*?)<"));
    }

    /** Or the newest release's, after it: what a reader copies can be downloaded. */
    @Test
    void coordinates_areTheBoms() throws Exception {
        String version = "<version>(.*?)</version>";
        List<String> released = found(read("CHANGELOG.md"), "\n## \\[(\\d\\S*)\\] - ");
        String current = found(read("bom/pom.xml"), version).get(0);

        assertThat(found(read("README.md"), version))
                .containsExactly(released.isEmpty() ? current : released.get(0));
        assertThat(found(read("README.md"), "<artifactId>(.*?)</artifactId>"))
                .isSubsetOf(found(read("bom/pom.xml"), "<artifactId>(.*?)</artifactId>"));
    }

    /** The first screen is read to its end, and so is the page. */
    @Test
    void readme_isShort() throws Exception {
        assertThat(read("README.md").strip().split("\\s+")).hasSizeLessThanOrEqualTo(900);
    }

    /**
     * Until there is a release, so that nothing that a reader copies is missing in the local
     * repository; {@code .build/version} removes the paragraph.
     */
    @Test
    void installCommand_makesEachArtifactThatIsShown() throws Exception {
        if (!read("README.md").contains("\n<!-- before the first release -->\n")) {
            assertThat(read("README.md")).doesNotContain("mvn install");
            return;
        }
        List<String> installed =
                Stream.of(
                                found(read("README.md"), "`mvn install .*-pl (\\S+) -am`")
                                        .get(0)
                                        .split(","))
                        .map(module -> "keyhaul-" + module)
                        .toList();

        assertThat(installed)
                .containsAll(found(read("README.md"), "<artifactId>(.*?)</artifactId>"))
                .isSubsetOf(found(read("bom/pom.xml"), "<artifactId>(.*?)</artifactId>"));
    }

    /** Who installs Keyhaul for an application waits for no check, and gets no helper. */
    @Test
    void install_leavesOutErrorProne_andWhatIsNoLibrary() throws Exception {
        String root = read("pom.xml");

        assertThat(root)
                .contains("<maven.install.skip>${maven.deploy.skip}</maven.install.skip>")
                .contains("<error-prone.skip>true</error-prone.skip>");
        assertThat(found(root, "<module>(.*?)</module>"))
                .filteredOn(module -> !isLibrary(module) && !module.equals("bom"))
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        module ->
                                assertThat(read(module + "/pom.xml"))
                                        .contains("<maven.deploy.skip>true</maven.deploy.skip>"));
    }

    /** The applications that are built with them are run by {@code .build/examples}. */
    @ParameterizedTest
    @ValueSource(strings = {"jackson-core", "jspecify"})
    void oldestVersion_isTested_andTheBoms(String library) throws Exception {
        String stated = library + " (\\S+) or\\s+later";
        String managed = "<artifactId>" + library + "</artifactId>\\s*<version>(.*?)</version>";
        List<String> oldest = found(read("docs/LIBRARY.md"), stated);

        assertThat(oldest).hasSize(1);
        assertThat(found(read("bom/pom.xml"), stated)).isEqualTo(oldest);
        assertThat(found(read("examples/apps/modular/pom.xml"), managed)).isEqualTo(oldest);
        assertThat(found(read("examples/apps/many-keys/pom.xml"), managed)).isEqualTo(oldest);
    }

    /** A reader of the Javadoc knows the module, and needs the artifact. */
    @Test
    void javadoc_namesTheArtifactOfEachModule() throws Exception {
        String overview = read("core/src/main/javadoc/all-libraries.html");
        for (String library : libraries()) {
            String declaration = read(library + "/src/main/java/module-info.java");
            String module = found(declaration, "\nmodule (\\S+) \\{").get(0);
            String artifact = "keyhaul-" + library;

            assertThat(declaration)
                    .contains("<p>Maven artifact: {@code dev.keyhaul:" + artifact + "}.");
            assertThat(overview)
                    .contains("<td>{@code " + module + "}</td><td>{@code " + artifact + "}</td>");
        }
    }

    private static List<String> libraries() throws IOException {
        return found(read("pom.xml"), "<module>(.*?)</module>").stream()
                .filter(ReadmeTest::isLibrary)
                .toList();
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
