package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLockTest {
    @TempDir Path folder;

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    /** That another command uses the store says nothing of it. */
    @Test
    void interruptWhileAnotherHasIt_isTold() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread waiting = Thread.currentThread();
        Thread holding = new Thread(() -> hold(held, release));
        holding.start();
        held.await();
        Thread interrupting = new Thread(() -> interruptAsleep(waiting));
        interrupting.start();

        FileException e = catchThrowableOfType(FileException.class, () -> StoreLock.take(folder));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
        release.countDown();
        interrupting.join();
        holding.join();
    }

    private void hold(CountDownLatch held, CountDownLatch release) {
        try (StoreLock lock = StoreLock.take(folder)) {
            assertThat(lock).isNotNull();
            held.countDown();
            release.await();
        } catch (FileException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void interruptWhileAReaderWaitsForAProcess_isTold() throws Exception {
        Process other =
                TestProcess.of(
                                "python3",
                                "-c",
                                "import fcntl,sys,time;f=open(sys.argv[1],'w');fcntl.lockf(f,fcntl.LOCK_EX);"
                                        + "print('held',flush=True);time.sleep(60)",
                                folder.resolve(StoreLock.FILE).toString())
                        .start();
        try (BufferedReader said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("held");
            Thread waiting = Thread.currentThread();
            Thread interrupting = new Thread(() -> interruptAsleep(waiting));
            interrupting.start();

            FileException e =
                    catchThrowableOfType(FileException.class, () -> StoreLock.takeToRead(folder));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
            interrupting.join();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void interruptBefore_isTold() {
        Thread.currentThread().interrupt();

        FileException e = catchThrowableOfType(FileException.class, () -> StoreLock.take(folder));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
    }

    private static void interruptAsleep(Thread waiting) {
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        waiting.interrupt();
    }
}
