package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.architecture.PublicTypes.PublicType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Javadoc of the classes that one meets first ({@code first-classes.txt}) has every tag that
 * doclint knows, and an example; {@link JavadocExamplesTest} compiles those.
 */
@Tag("once")
final class JavadocTest {
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (dev\\.keyhaul\\.[\\w.]+);");

    /** The programs that move a key or keep it; the others show what can be replaced. */
    private static final List<String> FIRST_PROGRAMS =
            List.of(
                    "examples/src/main/java",
                    "examples/apps/class-path/src/main/java",
                    "examples/apps/modular/src/main/java",
                    "examples/apps/spring-boot/src/main/java",
                    "examples/apps/pfx-into-vault/src/main/java",
                    "examples/apps/many-keys/src/main/java",
                    "examples/apps/shared-copies/src/main/java");

    @TempDir Path folder;

    @Test
    void firstClasses_haveEveryTag() throws IOException {
        assertThat(missing(firstClasses().stream().map(PublicType::file).toList())).isEmpty();
    }

    @Test
    void missingTag_isFound() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("Sample.java"),
                        "/** A sample. */\npublic interface Sample {\n/** Sends. */\nint send(int n);\n}");
        assertThat(missing(List.of(file)))
                .anyMatch(found -> found.contains("no @param for n"))
                .anyMatch(found -> found.contains("no @return"));
    }

    @Test
    void firstClasses_haveAnExample() throws IOException {
        assertThat(firstClasses())
                .as("add <pre>{@code … }</pre> to the comment of the type")
                .allMatch(found -> found.comment().contains("<pre>{@code\n"));
    }

    @Test
    void firstClasses_areAllThatTheFirstProgramsImport() throws IOException {
        Set<String> imported = new TreeSet<>();
        for (String program : FIRST_PROGRAMS) {
            try (Stream<Path> files = Files.walk(PublicTypes.ROOT.resolve(program))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    IMPORT.matcher(Files.readString(file))
                            .results()
                            .forEach(found -> imported.add(found.group(1)));
                }
            }
        }
        assertThat(imported).hasSizeGreaterThan(40);
        assertThat(listed()).containsAll(imported);
    }

    private static List<String> listed() throws IOException {
        return Files.readAllLines(
                        PublicTypes.ROOT.resolve("cli/src/test/resources/api/first-classes.txt"))
                .stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static List<PublicType> firstClasses() throws IOException {
        List<String> listed = listed();
        List<PublicType> found =
                PublicTypes.EXPORTED.stream()
                        .filter(type -> listed.contains(type.type().getName()))
                        .toList();
        assertThat(found).as("every name in the list is a class").hasSameSizeAs(listed);
        return found;
    }

    /** Returns what javac's doclint says, with its checks for missing comments and tags. */
    private static List<String> missing(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options =
                List.of(
                        "-proc:none",
                        "-implicit:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xmaxwarns",
                        "10000",
                        "-Xdoclint:all/protected",
                        "-XDshould-stop.ifNoError=FLOW");
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            compiler.getTask(
                            null,
                            manager,
                            problems,
                            options,
                            null,
                            manager.getJavaFileObjectsFromPaths(files))
                    .call();
        }
        List<String> said = new ArrayList<>();
        problems.getDiagnostics().forEach(problem -> said.add(problem.toString()));
        return said;
    }
}
