package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Start-up is a feature: a command loads what it needs, and no library that it does not. */
@Tag("long")
class StartupIT {
    private static final Path JAR =
            Path.of(System.getProperty("keyhaul.root", ".."), "cli/target/keyhaul-cli.jar")
                    .toAbsolutePath();
    private static final List<String> HEAVY =
            List.of(
                    "org.bouncycastle.",
                    "com.azure.",
                    "reactor.",
                    "com.sun.jna.",
                    "com.fasterxml.jackson.");

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "byok --help",
                "byok create --help",
                "vault import-key --help",
                "backup restore --help",
                "demo --help"
            })
    void help_loadsNoHeavyLibrary(String command) throws Exception {
        List<String> loaded = classesLoadedBy(command);

        assertThat(loaded).anyMatch(name -> name.startsWith("dev.keyhaul.cli."));
        assertThat(loaded).noneMatch(name -> HEAVY.stream().anyMatch(name::startsWith));
    }

    /** A clear key needs the JDK alone; what is encrypted needs Bouncy Castle. */
    @ParameterizedTest
    @CsvSource({
        "rsa -traditional -out t.key 2048, false",
        "rsa -out t.key 2048, false",
        "rsa -aes256 -passout file:p -out t.key 2048, true",
    })
    void bouncyCastle_isLoadedForEncryptedKeysAlone(String made, boolean loads) throws Exception {
        Path password = folder.resolve("p");
        OwnerOnly.writeNewFile(password, new byte[] {'a', 'b'});
        new RealCommand(folder)
                .runProgram(List.of(("openssl gen" + made).split(" ")))
                .requireDone();

        List<String> loaded =
                classesLoadedBy("key export-public --password-file p --key pem:t.key");

        assertThat(loaded).contains("dev.keyhaul.core.key.SoftwareKey");
        assertThat(loaded.stream().anyMatch(name -> name.startsWith("org.bouncycastle.")))
                .isEqualTo(loads);
    }

    /**
     * A record's own equals is put together by method handles, which takes some 20 ms of a start.
     */
    @Test
    void byokCreate_putsNoMethodTogetherAtRunTime() throws Exception {
        RealCommand shell = new RealCommand(folder);
        for (String made :
                List.of(
                        "genrsa -out t.key 2048",
                        "genrsa -out kek.key 2048",
                        "pkey -in kek.key -pubout -out kek.pem",
                        "pkey -in kek.key -pubout -outform DER -out kek.der")) {
            shell.runProgram(List.of(("openssl " + made).split(" "))).requireDone();
        }
        String fingerprint = Sha256.hex(Files.readAllBytes(folder.resolve("kek.der")));

        List<String> loaded =
                classesLoadedBy(
                        "byok create --key pem:t.key --kek kek.pem --kid "
                                + KekFiles.KID
                                + " --vault "
                                + KekFiles.VAULT
                                + " -o t.byok --kek-sha256 "
                                + fingerprint);

        assertThat(folder.resolve("t.byok")).isNotEmptyFile();
        assertThat(loaded).doesNotContain("java.lang.runtime.ObjectMethods");
    }

    private List<String> classesLoadedBy(String command) throws Exception {
        RealCommand java = new RealCommand(folder);
        List<String> line =
                new ArrayList<>(
                        List.of(
                                java.environment().get("JAVA_HOME") + "/bin/java",
                                "-Xlog:class+load:stderr:none",
                                "-jar",
                                JAR.toString()));
        line.addAll(List.of(command.split(" ")));
        // A line each: "NAME source: WHERE".
        return java.runProgram(line)
                .requireDone()
                .err()
                .lines()
                .flatMap(text -> Stream.of(text.split(" ", 2)[0]))
                .toList();
    }
}
