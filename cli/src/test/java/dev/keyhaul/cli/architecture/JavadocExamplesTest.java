package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Every example in the Javadoc compiles as it stands: with all exported packages imported, and the
 * names of {@code example-names.txt} given.
 */
final class JavadocExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)<pre>(.*?)</pre>");
    private static final Pattern CODE = Pattern.compile("(?s)\\{@code\\n(.*)\\}");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^public ((?:final )?(?:class|record|interface) )");

    /** An example, and the file that it is in. */
    private record Example(Path file, String code) {}

    @Test
    void everyExample_compiles() throws IOException {
        List<Example> examples = all();
        assertThat(examples).hasSizeGreaterThan(70);
        assertThat(errors(examples)).isEmpty();
    }

    @Test
    void exampleThatDoesNotCompile_isFound() throws IOException {
        Path file = Path.of("Sample.java");
        List<Example> two =
                List.of(
                        new Example(file, "key.description();"),
                        new Example(file, "key.describe();"));
        assertThat(errors(two)).singleElement().asString().contains("Sample.java", "describe");
    }

    private static List<Example> all() throws IOException {
        List<Example> examples = new ArrayList<>();
        add(PublicTypes.ROOT.resolve("core/src/main/javadoc/all-libraries.html"), examples);
        try (Stream<Path> modules = Files.list(PublicTypes.ROOT)) {
            for (Path module : modules.sorted().toList()) {
                Path sources = module.resolve("src/main/java");
                if (Files.exists(sources.resolve("module-info.java"))) {
                    addBelow(sources, examples);
                }
            }
        }
        return examples;
    }

    private static void addBelow(Path sources, List<Example> examples) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".java")) {
                    add(file, examples);
                }
            }
        }
    }

    private static void add(Path file, List<Example> examples) throws IOException {
        String text = Files.readString(file).replaceAll("(?m)^ *\\* ?", "");
        for (Matcher found = EXAMPLE.matcher(text); found.find(); ) {
            Matcher code = CODE.matcher(found.group(1));
            assertThat(code.matches()).as(file + ": write <pre>{@code … }</pre>").isTrue();
            examples.add(new Example(file, code.group(1)));
        }
    }

    private static List<String> errors(List<Example> examples) throws IOException {
        List<JavaFileObject> units = new ArrayList<>();
        units.add(unit("Given", "abstract class Given {\n" + names() + "}\n"));
        for (int i = 0; i < examples.size(); i++) {
            // A local class is never public.
            String code = TYPE.matcher(examples.get(i).code).replaceAll("$1");
            String name = "Example" + i;
            units.add(
                    unit(
                            name,
                            "abstract class %s extends Given {\nvoid run() throws Exception {\n%s}}\n"
                                    .formatted(name, code)));
        }
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of(
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        // Everything is checked, and no class is written.
                        "-XDshould-stop.ifError=FLOW",
                        "-XDshould-stop.ifNoError=FLOW");
        compiler.getTask(null, null, problems, options, null, units).call();
        return problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(problem -> said(problem, examples))
                .toList();
    }

    private static String said(
            Diagnostic<? extends JavaFileObject> problem, List<Example> examples) {
        String unit = problem.getSource() == null ? "" : problem.getSource().getName();
        Matcher number = Pattern.compile("Example(\\d+)").matcher(unit);
        if (!number.find()) {
            return problem.toString();
        }
        Example example = examples.get(Integer.parseInt(number.group(1)));
        return example.file() + ": " + problem.getMessage(null) + "\n" + example.code();
    }

    private static String names() throws IOException {
        return Files.readString(
                PublicTypes.ROOT.resolve("cli/src/test/resources/api/example-names.txt"));
    }

    private static JavaFileObject unit(String name, String body) {
        String source = imports() + body;
        return new SimpleJavaFileObject(
                URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    private static String imports() {
        Stream<String> ofJdk =
                Stream.of(
                        "java.nio.charset",
                        "java.nio.file",
                        "java.security",
                        "java.time",
                        "java.util",
                        "java.util.function");
        Stream<String> ours =
                PublicTypes.EXPORTED.stream().map(found -> found.type().getPackageName());
        return Stream.concat(ofJdk, ours)
                .distinct()
                .map(name -> "import " + name + ".*;\n")
                .collect(Collectors.joining());
    }
}
