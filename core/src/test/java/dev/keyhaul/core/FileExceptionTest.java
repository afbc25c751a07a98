package dev.keyhaul.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the system says of a file becomes a reason and a next step. */
class FileExceptionTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new NoSuchFileException("f"), Reason.FILE_NOT_FOUND, "check the path"),
                arguments(new FileAlreadyExistsException("f"), Reason.FILE_EXISTS, "another name"),
                arguments(new AccessDeniedException("f"), Reason.FILE_DENIED, "permissions"),
                arguments(said("Read-only file system"), Reason.FILE_DENIED, "permissions"),
                arguments(said("No space left on device"), Reason.FILE_ROOM, "free space"),
                arguments(said("Disk quota exceeded"), Reason.FILE_ROOM, "free space"),
                arguments(said("File too large"), Reason.FILE_ROOM, "free space"),
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
