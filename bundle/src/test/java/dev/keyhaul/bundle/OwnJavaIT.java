package dev.keyhaul.bundle;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle that brings its Java, for hosts that have none. */
@Tag("long")
final class OwnJavaIT {
    @TempDir Path temp;

    private Path archive;

    @BeforeEach
    void findArchive() throws Exception {
        assumeTrue(
                Bundle.withOwnJava().isPresent(),
                "the bundle with its own Java was not built: ./verify builds it where a JDK 25 is"
                        + " under /usr/lib/jvm, Maven with -Down.java.jdk=FOLDER");
        archive = Bundle.withOwnJava().orElseThrow();
    }

    /** The journey runs where a find over the whole root meets no other Java, and no interface. */
    @Test
    void demo_onAHostWithoutJavaAndNetwork_passes() throws Exception {
        Path root = Files.createDirectory(temp.toRealPath().resolve("root"));
        Path script = temp.resolve("host-without-java.sh");
        try (var text = OwnJavaIT.class.getResourceAsStream("host-without-java.sh")) {
            Files.write(script, text == null ? new byte[0] : text.readAllBytes());
        }

        TestProcess.Result demo =
                TestProcess.of(
                                "sh",
                                script.toString(),
                                Bundle.REPOSITORY.resolve("launcher/programs.txt").toString(),
                                root.toString(),
                                archive.toString(),
                                "sh",
                                "-c",
                                "find / -name 'java*' ! -path '/proc/*' -type f -perm -100;"
                                        + " sed -n 's/ *\\(.*\\):.*/\\1/p' /proc/net/dev;"
                                        + " exec /opt/keyhaul/keyhaul demo")
                        .run();

        assertThat(demo.exit()).as(demo.said()).isZero();
        assertThat(demo.out()).startsWith("/opt/keyhaul/java/bin/java\nlo\n").endsWith("\nPASS\n");
        assertThat(root.resolve("tmp")).isEmptyDirectory();
    }

    /** Whatever the environment says: its owner chose this Java with the bundle. */
    @Test
    void launcher_takesTheBundlesJava_notTheEnvironments() throws Exception {
        Path bundle = unpacked();

        String java = sh("'" + bundle + "/keyhaul' doctor 2>&1 | sed -n '/^java /p'");

        assertThat(java).contains(" in " + bundle.resolve("java") + "\n");
    }

    /** One file of each folder but the notices: all of it is code, or decides what code does. */
    @Test
    void java_thatOthersCanChange_isRefused() throws Exception {
        Path bundle = unpacked();
        Path java = bundle.resolve("java");
        List<Path> code;
        try (Stream<Path> files = Files.walk(java)) {
            code = files.filter(file -> !file.startsWith(java.resolve("legal"))).toList();
        }
        Set<Path> folders = new TreeSet<>();
        List<String> accepted = new ArrayList<>();
        for (Path file : code) {
            if (Files.isDirectory(file) || folders.add(Objects.requireNonNull(file.getParent()))) {
                sh("chmod o+w '" + file + "'");
                TestProcess.Result run =
                        TestProcess.of(bundle.resolve("keyhaul").toString(), "--version").run();
                if (run.exit() != 3 || !run.err().contains("others can change " + file)) {
                    accepted.add(file + ": " + run.said());
                }
                sh("chmod o-w '" + file + "'");
            }
        }

        assertThat(folders).hasSizeGreaterThan(5).contains(java.resolve("lib/server"));
        assertThat(accepted).isEmpty();
    }

    @Test
    void files_areAllInTheSums_andJavaInTheSbom_withItsNotices() throws Exception {
        Path bundle = unpacked();

        sh("cd '" + bundle + "' && sha256sum --quiet --strict --check SHA256SUMS");
        try (Stream<Path> files = Files.walk(bundle)) {
            assertThat(Files.readAllLines(bundle.resolve("SHA256SUMS")))
                    .hasSize((int) files.filter(Files::isRegularFile).count() - 1);
        }
        assertThat(bundle.resolve("java/legal/java.base/LICENSE")).isNotEmptyFile();
        assertThat(bundle.resolve("java/bin").toFile().list()).containsExactly("java");
        byte[] sbom = Files.readAllBytes(bundle.resolve("sbom.cdx.json"));
        List<String> listed = new ArrayList<>();
        for (JsonObject part : JsonObject.parse(sbom).objects("components")) {
            listed.add(part.string("name") + " " + part.string("version"));
        }
        assertThat(listed)
                .anyMatch(part -> part.startsWith("keyhaul-cli "))
                .filteredOn(part -> part.startsWith("openjdk "))
                .singleElement(as(STRING))
                .startsWith("openjdk 25.");
    }

    private Path unpacked() throws Exception {
        Path folder = temp.toRealPath();
        sh("umask 022; tar -xzf '" + archive + "' -C '" + folder + "' --no-same-owner");
        try (Stream<Path> folders = Files.list(folder)) {
            Path bundle = folders.findFirst().orElseThrow();
            // An archive that a start makes aside could outlive the test.
            Files.delete(bundle.resolve("archive"));
            return bundle;
        }
    }

    private static String sh(String script) throws IOException, InterruptedException {
        return TestProcess.of("sh", "-c", script)
                .with(Map.of("JAVA_HOME", TestProcess.javaHome().toString()))
                .run()
                .requireDone()
                .out();
    }
}
