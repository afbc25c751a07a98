package dev.keyhaul.terminal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InterruptionTest {
    /** What is interrupted: it says when its work has begun, and ends on request. */
    static final class Work {
        private Work() {}

        public static void main(String[] args) throws InterruptedException {
            boolean ends = Boolean.getBoolean("ends");
            CountDownLatch told = new CountDownLatch(1);
            Interruption interruption =
                    new Interruption(
                            ends ? null : Duration.ofMillis(Long.getLong("most")),
                            () -> System.out.println("late"));
            if (!Boolean.getBoolean("idle")) {
                interruption.stops(
                        () -> {
                            System.out.println("told");
                            told.countDown();
                        });
            }
            if (Boolean.getBoolean("asks")) {
                Interruption.whileAsking(() -> begun(told));
            } else {
                begun(told);
            }
            if (!ends) {
                new CountDownLatch(1).await();
            }
            System.out.println("ended");
            interruption.close();
            System.exit(interruption.exitCode().orElse(0));
        }
    }

    private static @Nullable String begun(CountDownLatch told) {
        System.out.println("begun");
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /** Returns what the work said, one line after another, and its exit code. */
    private static String interrupted(int signals, String... options) throws Exception {
        List<String> command = TestProcess.javaCommand(Work.class, List.of(options));
        Process process = TestProcess.of(command).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            for (int signal = 0; signal < signals; signal++) {
                said.add(lines.readLine());
                terminate(process);
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        }
        said.add(Integer.toString(process.waitFor()));
        return String.join(" ", said);
    }

    /** Not destroy(), which closes its output too. */
    private static void terminate(Process process) {
        process.toHandle().destroy();
    }

    @Test
    void signal_hasTheWorkEndInItsOwnTime() throws Exception {
        assertThat(interrupted(1, "-Dends=true")).isEqualTo("begun told ended 143");
    }

    /** Then a shutdown hook does it. */
    @Test
    void signal_whereTheJdkTakesNone_hasTheWorkEndInItsOwnTime() throws Exception {
        assertThat(interrupted(1, "-Dends=true", "--limit-modules", "java.base"))
                .isEqualTo("begun told ended 143");
    }

    @Test
    void signal_whenNothingHasBegun_endsTheProcessAtOnce() throws Exception {
        assertThat(interrupted(1, "-Didle=true", "-Dmost=600000")).isEqualTo("begun 143");
    }

    /** No thread can leave a prompt: the work is not told, and not waited for. */
    @Test
    void signal_atAPrompt_endsTheProcessAtOnce() throws Exception {
        assertThat(interrupted(1, "-Dasks=true", "-Dmost=600000")).isEqualTo("begun late 143");
    }

    @Test
    void signal_whileTheWorkDoesNotEnd_endsTheProcessAfterAWhile() throws Exception {
        assertThat(interrupted(1, "-Dmost=50")).isEqualTo("begun told late 143");
    }

    @Test
    void secondSignal_endsTheProcessAtOnce() throws Exception {
        assertThat(interrupted(2, "-Dmost=600000")).isEqualTo("begun told late 143");
    }
}
