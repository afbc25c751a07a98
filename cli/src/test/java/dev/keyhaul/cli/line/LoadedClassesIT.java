package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command loads: as little as it can, for that is most of its time. */
final class LoadedClassesIT {
    /**
     * Some more than on any JDK from 17 to 25; some 300 of them are picocli and what it refers to.
     */
    private static final int MOST_CLASSES = 2100;

    @TempDir Path temp;

    @Test
    void byokCreate_ofAPemKey_loadsNoOtherCommand_andNoLargeLibrary() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        KeyPair kek = generator.generateKeyPair();
        Path loaded = temp.resolve("loaded");
        TestProcess.of(
                        "java",
                        "-Xlog:class+load:file=" + loaded,
                        // As the launcher does.
                        "-Dpicocli.converters.excludes=.*",
                        "-jar",
                        Path.of(System.getProperty("keyhaul.root", ".."))
                                .resolve("cli/target/keyhaul-cli.jar")
                                .toString(),
                        "byok",
                        "create",
                        "--key",
                        "pem:" + pem("PRIVATE KEY", pair.getPrivate()),
                        "--kek",
                        pem("PUBLIC KEY", kek.getPublic()).toString(),
                        "--kid",
                        "https://contoso.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef",
                        "--kek-sha256",
                        Fingerprint.of(kek.getPublic()).hex(),
                        "--vault",
                        "https://contoso.vault.azure.net",
                        "-o",
                        temp.resolve("key.byok").toString())
                .run()
                .requireDone();

        List<String> classes = Files.readAllLines(loaded);
        assertThat(classes)
                .anyMatch(line -> line.contains(" dev.keyhaul.cli.byok.ByokCreateCommand "));
        assertThat(classes)
                .noneMatch(line -> line.contains(" org.bouncycastle."))
                .noneMatch(line -> line.contains(" com.azure."))
                .noneMatch(line -> line.contains(" org.duckdb."))
                .noneMatch(line -> line.contains(" com.sun.jna."))
                .noneMatch(line -> line.contains("$Proxy"))
                .noneMatch(line -> line.contains(" java.sql."))
                // It loads the locales.
                .noneMatch(line -> line.contains(" java.util.Formatter "))
                .hasSizeLessThan(MOST_CLASSES)
                .noneMatch(line -> line.contains("RSAKeyPairGenerator "));
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            String command = " " + Parsed.bare(entry).getClass().getName() + " ";
            if (!entry.name().equals("byok create")) {
                assertThat(classes).noneMatch(line -> line.contains(command));
            }
        }
    }

    /** Without a vault to ask, it needs nothing of Azure's SDK. */
    @Test
    void doctor_withoutAVault_loadsNothingOfAzure() throws Exception {
        Path loaded = temp.resolve("loaded");
        TestProcess.of(
                        "java",
                        "-Xlog:class+load:file=" + loaded,
                        "-jar",
                        Path.of(System.getProperty("keyhaul.root", ".."))
                                .resolve("cli/target/keyhaul-cli.jar")
                                .toString(),
                        "doctor",
                        "--module",
                        temp.resolve("none.so").toString())
                .run();

        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains(" dev.keyhaul.cli.doctor.ModuleCheck "))
                .noneMatch(line -> line.contains(" com.azure."))
                .noneMatch(line -> line.contains(" org.bouncycastle."));
    }

    /** From JDK 18 on, a method handle for each member of a report would take 10 to 30 ms. */
    @Test
    void report_isWritten_withoutMethodHandles() throws Exception {
        Path loaded = temp.resolve("loaded");
        TestProcess.of(
                        "java",
                        "-Xlog:class+load:file=" + loaded,
                        "-jar",
                        Path.of(System.getProperty("keyhaul.root", ".."))
                                .resolve("cli/target/keyhaul-cli.jar")
                                .toString(),
                        "inspect",
                        temp.resolve("nowhere").toString(),
                        "--json")
                .run();

        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains(" dev.keyhaul.cli.console.ErrorReport "))
                .anyMatch(
                        line ->
                                line.contains(".NativeMethodAccessorImpl ")
                                        || line.contains(
                                                ".DirectMethodHandleAccessor$NativeAccessor "))
                .noneMatch(line -> line.contains("$Proxy"));
    }

    /**
     * Of an older version, or with code for the JVM to spin at each start, they would not be in the
     * archive.
     */
    @Test
    void ourOwnClasses_andPicoclis_areOfAKindThatTheArchiveTakes() throws Exception {
        Path target = Path.of(System.getProperty("keyhaul.root", "..")).resolve("cli/target");
        try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
            List<Path> jars =
                    Stream.concat(libraries, Stream.of(target.resolve("keyhaul-cli.jar")))
                            .filter(
                                    jar ->
                                            jar.getFileName()
                                                    .toString()
                                                    .matches("keyhaul-.*|.*picocli.*"))
                            .toList();
            assertThat(jars).hasSizeGreaterThan(5);
            for (Path jar : jars) {
                requireArchivable(jar);
            }
        }
    }

    private static void requireArchivable(Path jar) throws Exception {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (!entry.getName().endsWith(".class")
                        || entry.getName().contains("module-info")) {
                    continue;
                }
                byte[] content = file.getInputStream(entry).readAllBytes();
                assertThat(content[7] & 0xff).as(entry.getName()).isGreaterThanOrEqualTo(61);
                assertThat(new String(content, StandardCharsets.ISO_8859_1))
                        .as(entry.getName())
                        .doesNotContain("makeConcatWithConstants");
            }
        }
    }

    private Path pem(String label, Key key) throws Exception {
        String text =
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                label,
                                Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(key.getEncoded()),
                                label);
        Path file = temp.resolve(label.toLowerCase(Locale.ROOT).replace(' ', '-') + ".pem");
        OwnerOnly.writeNewFile(file, text.getBytes(StandardCharsets.US_ASCII));
        return file;
    }
}
