package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.BufferedReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
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

    /** Another process, which holds the lock until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (FileChannel file =
                            FileChannel.open(
                                    Path.of(System.getProperty("lock")),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                System.out.println(lock.isValid() ? "held" : "lost");
                new CountDownLatch(1).await();
            }
        }
    }

    @Test
    void interruptWhileAReaderWaitsForAProcess_isTold() throws Exception {
        Process other =
                TestProcess.of(
                                TestProcess.javaCommand(
                                        Holder.class,
                                        List.of("-Dlock=" + folder.resolve(StoreLock.FILE))))
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
