package dev.keyhaul.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who downloads a release can check: sums, a signature, the list of components. */
@Tag("long")
final class ReleaseFilesIT {
    private static final Path BUILT = Bundle.REPOSITORY.resolve("bundle/target");

    @TempDir Path temp;

    @Test
    void sums_areOfEveryArchive() throws Exception {
        sh(BUILT, "sha256sum --quiet --strict --check SHA256SUMS");

        List<String> archives;
        try (Stream<Path> files = Files.list(BUILT)) {
            archives =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".tar.gz") || name.endsWith(".zip"))
                            .toList();
        }
        assertThat(archives).hasSize(Bundle.withOwnJava().isPresent() ? 4 : 3);
        assertThat(Files.readAllLines(BUILT.resolve("SHA256SUMS")))
                .extracting(line -> line.replaceFirst("[0-9a-f]{64}  ", ""))
                .containsExactlyInAnyOrderElementsOf(archives);
    }

    /** By the very commands of the documents, with a key made for the test. */
    @Test
    void signature_holdsForTheSumsThatWereSigned_andForNoOthers() throws Exception {
        Files.copy(BUILT.resolve("SHA256SUMS"), temp.resolve("SHA256SUMS"));
        String verify = commandOf("docs/INSTALL.md", "openssl pkeyutl -verify");
        sh(temp, "openssl genpkey -algorithm ed25519 -out release-key.pem");
        sh(temp, "openssl pkey -in release-key.pem -pubout -out keyhaul-release.pem");
        sh(temp, commandOf("CONTRIBUTING.md", "openssl pkeyutl -sign"));

        assertThat(sh(temp, verify)).contains("Verified Successfully");

        sh(temp, "sed -i 's/^./x/' SHA256SUMS");
        TestProcess.Result changed = TestProcess.of("sh", "-c", verify).in(temp).run();
        assertThat(changed.exit()).isNotZero();
    }

    private static String commandOf(String document, String start) throws Exception {
        List<String> lines = Files.readAllLines(Bundle.REPOSITORY.resolve(document));
        assertThat(lines).as(document).anyMatch(line -> line.startsWith(start));
        return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    @Test
    void sbom_ofTheBundle_listsItsProgramAndEachJarInLib() throws Exception {
        Path bundle = unpacked("keyhaul-[0-9].*");
        List<String> jars;
        try (Stream<Path> files = Files.list(bundle.resolve("lib"))) {
            jars = files.map(file -> file.getFileName().toString()).toList();
        }

        List<String> listed = new ArrayList<>();
        for (JsonObject part : listed(bundle, false)) {
            listed.add(part.string("name") + "-" + part.string("version") + ".jar");
        }

        assertThat(listed).filteredOn(jar -> jar.startsWith("keyhaul-cli-")).hasSize(1);
        assertThat(listed)
                .filteredOn(jar -> !jar.startsWith("keyhaul-cli-"))
                .as("an old build leaves jars in lib/: mvn clean")
                .containsExactlyInAnyOrderElementsOf(jars);
    }

    /** What is known of a published library holds for the one in the bundle. */
    @Test
    void sbom_ofTheBundle_hasTheHashOfEachLibrary() throws Exception {
        Path bundle = unpacked("keyhaul-[0-9].*");
        Map<String, String> published = new TreeMap<>();
        Map<String, String> shipped = new TreeMap<>();
        for (JsonObject part : listed(bundle, false)) {
            String jar = part.string("name") + "-" + part.string("version") + ".jar";
            for (JsonObject hash : part.objects("hashes")) {
                if (hash.string("alg").equals("SHA-256") && !jar.startsWith("keyhaul-")) {
                    published.put(jar, hash.string("content"));
                    byte[] content = Files.readAllBytes(bundle.resolve("lib").resolve(jar));
                    shipped.put(jar, Sha256.hex(content));
                }
            }
        }

        assertThat(published.keySet())
                .hasSizeGreaterThan(20)
                .anyMatch(jar -> jar.startsWith("jna-"));
        assertThat(shipped).as("an old build leaves jars in lib/: mvn clean").isEqualTo(published);
    }

    @Test
    void sbom_ofTheBundle_hasTheHashOfPicoclisSources() throws Exception {
        Path sources =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .filter(
                                jar ->
                                        jar.getFileName()
                                                .toString()
                                                .matches("picocli-.*sources.jar"))
                        .findFirst()
                        .orElseThrow();
        Path bundle = unpacked("keyhaul-[0-9].*");

        List<JsonObject> listed = listed(bundle, true);
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).string("purl")).contains("/info.picocli/picocli@");
        List<String> hashes = new ArrayList<>();
        for (JsonObject hash : listed.get(0).objects("hashes")) {
            if (hash.string("alg").equals("SHA-256")) {
                hashes.add(hash.string("content"));
            }
        }
        assertThat(hashes).containsExactly(Sha256.hex(Files.readAllBytes(sources)));
    }

    @Test
    void sbom_ofEachPart_listsWhatThePartHas() throws Exception {
        assertThat(purls(unpacked("keyhaul-audit-.*").resolve("audit")))
                .hasSize(2)
                .anyMatch(purl -> purl.contains("/keyhaul-usage-audit@"))
                .anyMatch(purl -> purl.contains("/duckdb_jdbc@"));
    }

    /** Picocli's sources are listed, and what is compiled from them is in lib/. */
    private static List<JsonObject> listed(Path bundle, boolean sources) throws Exception {
        List<JsonObject> found = new ArrayList<>();
        for (JsonObject part : components(bundle)) {
            if (part.string("purl").contains("classifier=sources") == sources) {
                found.add(part);
            }
        }
        return found;
    }

    private static List<String> purls(Path folder) throws Exception {
        List<String> purls = new ArrayList<>();
        for (JsonObject part : components(folder)) {
            purls.add(part.string("purl"));
        }
        return purls;
    }

    private static List<JsonObject> components(Path folder) throws Exception {
        return JsonObject.parse(Files.readAllBytes(folder.resolve("sbom.cdx.json")))
                .objects("components");
    }

    private Path unpacked(String name) throws Exception {
        Path archive;
        try (Stream<Path> files = Files.list(BUILT)) {
            archive =
                    files.filter(f -> f.getFileName().toString().matches(name + "\\.tar\\.gz"))
                            .findFirst()
                            .orElseThrow();
        }
        Path folder = Files.createTempDirectory(temp, "unpacked");
        sh(folder, "tar -xzf '" + archive + "'");
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.findFirst().orElseThrow();
        }
    }

    @Test
    void containerfile_namesItsBaseByDigest() throws Exception {
        assertThat(Files.readAllLines(Bundle.REPOSITORY.resolve("bundle/Containerfile")))
                .anyMatch(line -> line.matches("ARG BASE=debian:trixie-slim@sha256:[0-9a-f]{64}"));
    }

    /** Without the setting Maven prints a warning, and uses the file. */
    @Test
    void build_refusesADownloadWhoseChecksumIsWrong() throws Exception {
        Path project = Files.createDirectory(temp.resolve("project"));
        Path artifact = Files.createDirectories(temp.resolve("repository/test/parent/1"));
        Files.writeString(
                artifact.resolve("parent-1.pom"),
                pom("<groupId>test</groupId><artifactId>parent</artifactId><version>1</version>"));
        Files.writeString(artifact.resolve("parent-1.pom.sha1"), "0".repeat(40));
        Files.writeString(
                project.resolve("pom.xml"),
                pom(
                        "<parent><groupId>test</groupId><artifactId>parent</artifactId>"
                                + "<version>1</version><relativePath/></parent>"
                                + "<artifactId>child</artifactId><repositories><repository>"
                                + "<id>here</id><url>"
                                + temp.resolve("repository").toUri()
                                + "</url></repository></repositories>"));

        assertThat(validate(project, "lax").exit()).isZero();

        Files.createDirectory(project.resolve(".mvn"));
        Files.copy(
                Bundle.REPOSITORY.resolve(".mvn/maven.config"),
                project.resolve(".mvn/maven.config"));
        TestProcess.Result strict = validate(project, "strict");
        assertThat(strict.exit()).isNotZero();
        assertThat(strict.said()).contains("Checksum validation failed");
    }

    private static String pom(String content) {
        return "<project><modelVersion>4.0.0</modelVersion><packaging>pom</packaging>"
                + content
                + "</project>";
    }

    private TestProcess.Result validate(Path project, String repository) throws Exception {
        return TestProcess.of(
                        "mvn",
                        "-B",
                        "-Dmaven.repo.local=" + temp.resolve(repository),
                        "-f",
                        project.toString(),
                        "validate")
                .with(
                        Map.of(
                                "JAVA_HOME",
                                TestProcess.javaHome().toString(),
                                "PATH",
                                System.getenv("PATH")))
                .in(project)
                .run();
    }

    private static String sh(Path folder, String script) throws Exception {
        return TestProcess.of("sh", "-c", script).in(folder).run().requireDone().out();
    }
}
