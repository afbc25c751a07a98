package dev.keyhaul.cli.report;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the Javadoc of records says of them and of their components, read from the sources. */
final class RecordWords {
    private final Path root;
    private final Map<String, Words> read = new HashMap<>();

    /**
     * The words of a record.
     *
     * @param sentence its first sentence
     * @param components what {@code @param} says of each component
     */
    private record Words(String sentence, Map<String, String> components) {}

    /** Reads sources of the modules in a folder. */
    RecordWords(Path root) {
        this.root = root;
    }

    /** Returns a record's first sentence. */
    String of(Class<?> record) {
        return words(record).sentence;
    }

    /**
     * Returns what is said of a component.
     *
     * @throws IllegalStateException if nothing is
     */
    String of(Class<?> record, String component) {
        String words = words(record).components.get(component);
        if (words == null) {
            throw new IllegalStateException(record.getName() + " lacks @param " + component);
        }
        return words;
    }

    private Words words(Class<?> record) {
        String name = record.getCanonicalName();
        if (!read.containsKey(name)) {
            parse(source(record));
        }
        return Optional.ofNullable(read.get(name))
                .orElseThrow(() -> new IllegalStateException(name + " has no Javadoc"));
    }

    private Path source(Class<?> type) {
        String file =
                "src/main/java/"
                        + type.getName().replaceFirst("\\$.*", "").replace('.', '/')
                        + ".java";
        try (Stream<Path> modules = Files.list(root)) {
            return modules.map(module -> module.resolve(file))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no source " + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void parse(Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjects(source));
            for (CompilationUnitTree unit : task.parse()) {
                scan(unit, DocTrees.instance(task));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void scan(CompilationUnitTree unit, DocTrees docs) {
        new TreePathScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree type, String outer) {
                String name = outer + "." + type.getSimpleName();
                Optional.ofNullable(docs.getDocCommentTree(getCurrentPath()))
                        .ifPresent(comment -> read.put(name, words(comment)));
                return super.visitClass(type, name);
            }
        }.scan(new TreePath(unit), String.valueOf(unit.getPackageName()));
    }

    private static Words words(DocCommentTree comment) {
        return new Words(
                sentence(comment.getFirstSentence()),
                comment.getBlockTags().stream()
                        .filter(ParamTree.class::isInstance)
                        .map(ParamTree.class::cast)
                        .collect(
                                Collectors.toMap(
                                        param -> param.getName().toString(),
                                        param -> sentence(param.getDescription()))));
    }

    private static String sentence(List<? extends DocTree> parts) {
        String text =
                parts.stream()
                        .map(RecordWords::text)
                        .collect(Collectors.joining())
                        .replaceAll("\\s+", " ")
                        .strip();
        return Character.toUpperCase(text.charAt(0))
                + text.substring(1)
                + (text.endsWith(".") ? "" : ".");
    }

    private static String text(DocTree part) {
        if (part instanceof TextTree text) {
            return text.getBody();
        } else if (part instanceof LiteralTree literal) {
            return literal.getBody().getBody();
        } else if (part instanceof LinkTree link) {
            return link.getLabel().stream().map(RecordWords::text).collect(Collectors.joining());
        }
        throw new IllegalStateException("not for a schema: " + part);
    }
}
