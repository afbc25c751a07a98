package dev.keyhaul.cli.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.WindowsHost;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code keyhaul.cmd} under Wine: which Java it takes, and the class-data archive. */
@Tag("system")
class WindowsLauncherIT {
    private static final String VERSION = "call \"%KEYHAUL%\" --version";
    private static final String EXIT = "echo exit %ERRORLEVEL%";

    @TempDir Path folder;

    private WindowsHost windows;

    @BeforeEach
    void unpack() throws Exception {
        windows = WindowsHost.in(folder);
    }

    @Test
    void java_isThatOfJavaHomeOrPath_neverOfTheCurrentFolder() throws Exception {
        // Any program that is not Java: hostname prints the host's name.
        Files.copy(
                Path.of("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/hostname.exe"),
                windows.work.resolve("java.exe"));

        TestProcess.Result result =
                windows.run(
                        VERSION,
                        EXIT,
                        "set JAVA_HOME=",
                        VERSION,
                        EXIT,
                        "set \"PATH=%PATH%;C:\\java\\bin\"",
                        VERSION,
                        EXIT,
                        "set \"PATH=.;%PATH%\"",
                        VERSION,
                        EXIT);

        assertThat(result.out().replaceAll("keyhaul [0-9]\\S*", "VERSION").lines())
                .containsExactly("VERSION", "exit 0", "exit 1", "VERSION", "exit 0", "exit 1");
        assertThat(result.err().lines())
                .containsExactly(
                        "keyhaul: error: no Java 17 or later found (looked at JAVA_HOME and PATH)",
                        "keyhaul: hint: install one, e.g. winget install EclipseAdoptium.Temurin.25.JRE, or set JAVA_HOME",
                        "keyhaul: error: the java.exe of the current folder is not used",
                        "keyhaul: hint: go to another folder, or set JAVA_HOME");
    }

    @Test
    void java_olderThan17_isRefused() throws Exception {
        Path old = Files.createDirectories(windows.work.resolve("old & 8/bin"));
        Files.createFile(old.resolve("java.exe"));
        Files.writeString(old.resolve("../release"), "JAVA_VERSION=\"1.8.0_402\"\n");

        TestProcess.Result result = windows.run("set \"JAVA_HOME=%CD%\\old & 8\"", VERSION, EXIT);

        assertThat(result.out().lines()).containsExactly("exit 1");
        assertThat(result.err())
                .contains("old & 8\\bin\\java.exe\" is older than Java 17")
                .contains("keyhaul: hint: install one");
    }

    @Test
    void java_withoutReleaseFile_isAskedForItsVersion() throws Exception {
        TestProcess.Result result =
                windows.run(
                        "xcopy /s /e /i /q C:\\java java >nul",
                        "del java\\release",
                        "set \"JAVA_HOME=%CD%\\java\"",
                        VERSION,
                        EXIT);

        assertThat(result.out()).contains("keyhaul 0.").contains("exit 0");
    }

    @Test
    void prepare_makesAnArchive_whichIsUsed() throws Exception {
        TestProcess.Result result =
                windows.run(
                        "call \"%KEYHAUL%\" --prepare",
                        EXIT,
                        "call \"%KEYHAUL%\" doctor",
                        "mkdir \"%KEYHAUL%\\..\\archive\\making\"",
                        "call \"%KEYHAUL%\" --prepare",
                        EXIT);

        assertThat(result.out()).startsWith("prepared \"").contains("exit 0").contains("exit 1");
        assertThat(result.out()).containsPattern("archive +ok +class-data archive .* is used");
        assertThat(windows.bundle.resolve("archive/java-25.0.2.aot")).isNotEmptyFile();
        assertThat(result.err()).contains("remove archive\\making");
    }

    @Test
    void arguments_areHandedOn() throws Exception {
        TestProcess.Result result =
                windows.run("call \"%KEYHAUL%\" inspect \"a&b (c) !d! ^e;f.pem\"", EXIT);

        assertThat(result.err()).contains("a&b (c) !d! ^e;f.pem");
    }
}
