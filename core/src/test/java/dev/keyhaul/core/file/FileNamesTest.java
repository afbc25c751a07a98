package dev.keyhaul.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As on Windows, where another program may have a file open. */
final class FileNamesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir Path folder;

    private final AtomicInteger attempts = new AtomicInteger();

    private FileNames.Attempt failing(int times, IOException with) {
        return () -> {
            if (attempts.incrementAndGet() <= times) {
                throw with;
            }
            return true;
        };
    }

    @Test
    void fileThatIsInUseForAMoment_isTriedAgain() throws Exception {
        assertThat(FileNames.patiently(failing(3, new AccessDeniedException("f")), LONG)).isTrue();
        assertThat(attempts).hasValue(4);
        attempts.set(0);
        FileSystemException inUse = new FileSystemException("f", null, "wird verwendet");
        assertThat(FileNames.patiently(failing(2, inUse), LONG)).isTrue();
        assertThat(attempts).hasValue(3);
    }

    @Test
    void fileThatStaysInUse_isToldSo() {
        assertThatThrownBy(() -> FileNames.patiently(failing(1_000, inUse()), SHORT))
                .hasMessage("f: another program has the file open");
        assertThatThrownBy(
                        () ->
                                FileNames.patiently(
                                        failing(1_000, new AccessDeniedException("f")), SHORT))
                .hasMessage("f: permission denied, or another program has the file open");
    }

    private static FileSystemException inUse() {
        return new FileSystemException("f", null, "wird verwendet");
    }

    @Test
    void otherFailures_andThoseOfOtherSystems_areNotTriedAgain() {
        assertThatThrownBy(
                        () -> FileNames.patiently(failing(1, new NoSuchFileException("f")), LONG))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(
                        () ->
                                FileNames.patiently(
                                        failing(3, new AccessDeniedException("f")), Duration.ZERO))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void namesAreMovedAndRemoved() throws Exception {
        Path one = Files.createFile(folder.resolve("one"));
        Path two = Files.createFile(folder.resolve("two"));

        FileNames.move(one, two);
        assertThat(FileNames.deleteIfExists(one)).isFalse();
        FileNames.delete(two);
        assertThat(folder).isEmptyDirectory();
        assertThatThrownBy(() -> FileNames.delete(two)).isInstanceOf(NoSuchFileException.class);
    }
}
