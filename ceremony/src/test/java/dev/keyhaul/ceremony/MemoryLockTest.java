package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLockTest {
    @TempDir Path folder;

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    /** Nobody has written a record "for more than a minute" then. */
    @Test
    void interruptWhileAnotherHasIt_isTold() throws Exception {
        Thread waiting = Thread.currentThread();
        try (MemoryLock held = MemoryLock.take(folder)) {
            Thread interrupting = new Thread(() -> interruptAsleep(waiting));
            interrupting.start();
            assertThat(held).isNotNull();

            FileException e =
                    catchThrowableOfType(FileException.class, () -> MemoryLock.take(folder));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
            interrupting.join();
        }
    }

    private static void interruptAsleep(Thread waiting) {
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        waiting.interrupt();
    }
}
