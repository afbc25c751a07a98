package dev.keyhaul.cli.architecture;

import dev.keyhaul.core.fixture.PublicCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The public types of the libraries, nested ones too, each with its source. What is exported is
 * read from the modules' declarations.
 */
final class PublicTypes {
    static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));

    /** Those that every application may use: the API. */
    static final List<PublicType> EXPORTED;

    /** Also those in packages that only our modules may use, or only their own. */
    static final List<PublicType> ALL = new ArrayList<>();

    /** The folders of the packages that every application may use. */
    static final List<Path> PACKAGES = new ArrayList<>();

    private static final Pattern EXPORTS = Pattern.compile("exports ([\\w.]+);");

    static {
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                Path sources = module.resolve("src/main/java");
                if (Files.exists(sources.resolve("module-info.java"))) {
                    addLibrary(sources);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<Path> exported = new HashSet<>(PACKAGES);
        EXPORTED = ALL.stream().filter(type -> exported.contains(type.file.getParent())).toList();
    }

    /** A public type, and the file that declares it. */
    record PublicType(Class<?> type, Path file) {
        private static final String COMMENT = "(?<comment>/\\*\\*[^*]*+(?:\\*(?!/)[^*]*+)*+\\*/)";

        private static final String MODIFIERS =
                "\\s++(?:@\\w++(?:\\([^)]*+\\))?\\s++|[a-z-]++ ++)*?(?:class|interface|record|enum) ++";

        /** The Javadoc before the declaration, or nothing. */
        String comment() {
            Matcher found =
                    Pattern.compile(COMMENT + MODIFIERS + type.getSimpleName() + "\\b")
                            .matcher(read(file));
            return found.find() ? found.group("comment") : "";
        }

        @Override
        public String toString() {
            return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
        }
    }

    private PublicTypes() {}

    /** Every parameter of everything that applications may call. */
    static List<PublicCall> calls() {
        return EXPORTED.stream().map(PublicType::type).flatMap(PublicCall::of).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addLibrary(Path sources) throws IOException {
        EXPORTS.matcher(Files.readString(sources.resolve("module-info.java")))
                .results()
                .map(found -> sources.resolve(found.group(1).replace('.', '/')))
                .forEach(PACKAGES::add);
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.sorted().toList()) {
                String name = sources.relativize(file).toString();
                if (name.endsWith(".java") && !name.endsWith("-info.java")) {
                    String type = name.substring(0, name.length() - ".java".length());
                    addPublic(named(type.replace('/', '.')), file);
                }
            }
        }
    }

    private static Class<?> named(String type) {
        try {
            return Class.forName(type, false, PublicTypes.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no class of the file's name: " + type, e);
        }
    }

    private static void addPublic(Class<?> type, Path file) {
        if (Modifier.isPublic(type.getModifiers())) {
            ALL.add(new PublicType(type, file));
            Stream.of(type.getDeclaredClasses())
                    .sorted(Comparator.comparing(Class::getName))
                    .forEach(nested -> addPublic(nested, file));
        }
    }
}
