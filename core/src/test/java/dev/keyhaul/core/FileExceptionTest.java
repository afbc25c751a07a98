package dev.keyhaul.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the system says of a file becomes a reason and a next step. */
class FileExceptionTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new NoSuchFileException("f"), Reason.FILE_NOT_FOUND, "check the path"),
                arguments(new FileAlreadyExistsException("f"), Reason.FILE_EXISTS, "another name"),
                arguments(new AccessDeniedException("f"), Reason.FILE_DENIED, "permissions"),
                // What the system says is text: where there is room, it is not believed.
                arguments(said("No space left on device"), Reason.FILE_IO, ""),
                arguments(new IOException("Input/output error"), Reason.FILE_IO, ""));
    }

    private static IOException said(String reason) {
        return new FileSystemException("f", null, reason);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_hasAReasonAndANextStep(IOException cause, Reason reason, String hint) {
        FileException error = FileException.writing(Path.of("f"), cause);

        assertThat(error.reason()).isEqualTo(reason);
        assertThat(error.hint().orElse("")).contains(hint);
    }

    /** The same, full and not, in the words of two systems: the words decide nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "size=64k",
                "size=4m,nr_inodes=2",
                "size=4m,ro",
            })
    @EnabledOnOs(OS.LINUX)
    void diskThatTakesNoMore_isToldInAnyLanguage(String options, @TempDir Path home)
            throws Exception {
        Path disk = Files.createDirectory(home.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", options, "keyhaul-test", disk.toString()))
                .as("needs the right to mount a tmpfs")
                .isZero();
        try {
            for (String text :
                    List.of(
                            "No space left on device",
                            "Auf dem Ger\u00e4t ist kein Speicherplatz mehr verf\u00fcgbar",
                            "Der zugewiesene Plattenplatz ist \u00fcberschritten")) {
                boolean readOnly = options.endsWith("ro");
                if (options.contains("inodes") && !Files.exists(disk.resolve("last"))) {
                    Files.createFile(disk.resolve("last"));
                }
                FileException error = FileException.writing(disk.resolve("new/or/not"), said(text));

                assertThat(error.reason())
                        .isEqualTo(readOnly ? Reason.FILE_DENIED : Reason.FILE_ROOM);
                assertThat(error.isOutOfSpace()).isEqualTo(!readOnly);
                assertThat(error).hasMessageEndingWith(text.toLowerCase(Locale.ROOT));
            }
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    private static int run(String... command) throws Exception {
        return TestProcess.of(command).run().exit();
    }

    @Test
    void code_isMadeOfTheName() {
        assertThat(Reason.FILE_NOT_FOUND.code()).isEqualTo("KH-FILE-NOT-FOUND");
    }

    /** The compiler asks for one; a program in another language may not. */
    @Test
    @SuppressWarnings("NullAway") // That is the point.
    void errorWithoutAReason_isRefused() {
        assertThatThrownBy(() -> new FileException(null, "cannot"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("reason");
    }
}
