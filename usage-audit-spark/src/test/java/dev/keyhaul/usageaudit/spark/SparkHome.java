package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.usageaudit.AuditSettings;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.jspecify.annotations.Nullable;

/**
 * A Spark installation of the jars on the tests' class path, and the jars of the application, which
 * have nothing of Spark.
 */
final class SparkHome implements AutoCloseable {
    /** What a Spark installation does not have. */
    private static final Pattern NOT_SPARKS =
            Pattern.compile(
                    "keyhaul|target.(test-)?classes|duckdb|/bc(prov|pkix|util)-|jspecify|slf4j-nop");

    private final Path folder;

    private SparkHome(Path folder) {
        this.folder = folder;
    }

    /** Makes one in a new folder: what Spark's own programs need to find their jars. */
    static SparkHome in(Path folder) throws IOException {
        Path jars = Files.createDirectories(folder.resolve("jars"));
        Files.writeString(folder.resolve("RELEASE"), "Spark for the tests\n");
        for (Path jar : jarsOfSpark()) {
            Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        }
        return new SparkHome(folder);
    }

    Path folder() {
        return folder;
    }

    /** Removes the links: JUnit warns of each that it finds. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> links = Files.list(folder.resolve("jars"))) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
    }

    /** Returns a command that runs a class of Spark in a JVM of its own. */
    List<String> java(String heap, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of("java"));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", folder.resolve("jars") + "/*", main));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Returns a command that submits the application, as docs/dev/USAGE-AUDIT.md does. */
    List<String> submit(String master, List<String> settings, String... arguments)
            throws Exception {
        List<String> submit = new ArrayList<>(List.of("--master", master));
        submit.addAll(List.of("--class", SparkAuditApplication.class.getName()));
        for (String setting : settings) {
            submit.addAll(List.of("--conf", setting));
        }
        submit.add("--jars");
        submit.add(
                Stream.of(
                                jar("keyhaul-usage-audit.jar", AuditSettings.class),
                                jar("keyhaul-ceremony.jar", CeremonyRecord.class),
                                jar("keyhaul-core.jar", KeyTransferException.class),
                                jar("jspecify.jar", Nullable.class))
                        .map(Path::toString)
                        .collect(Collectors.joining(",")));
        submit.add(jar("keyhaul-usage-audit-spark.jar", SparkAuditApplication.class).toString());
        submit.addAll(List.of(arguments));
        return java("1g", "org.apache.spark.deploy.SparkSubmit", submit.toArray(String[]::new));
    }

    private static List<Path> jarsOfSpark() {
        // Surefire may have put the class path into a jar's manifest.
        String all =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(Pattern.quote(File.pathSeparator), -1))
                .filter(entry -> entry.endsWith(".jar") && !NOT_SPARKS.matcher(entry).find())
                .map(Path::of)
                .toList();
    }

    /** Returns the jar that a class came from; while the build has classes alone, one of them. */
    private Path jar(String name, Class<?> example) throws Exception {
        Path source = Path.of(example.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path jar = folder.resolve(name);
        if (Files.isRegularFile(source)) {
            return Files.copy(source, jar);
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> classes = Files.walk(source)) {
            for (Path one : classes.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(source.relativize(one).toString()));
                Files.copy(one, out);
            }
        }
        return jar;
    }
}
