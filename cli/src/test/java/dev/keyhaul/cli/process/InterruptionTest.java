package dev.keyhaul.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            if (Boolean.getBoolean("twice")) {
                Thread.sleep(1000);
                System.out.println("again");
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
        return signalled(Collections.nCopies(signals, "TERM"), work(options));
    }

    /** Whatever started the tests may have them ignore some signals. */
    private static List<String> work(String... options) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT"));
        command.addAll(TestProcess.javaCommand(Work.class, List.of(options)));
        return command;
    }

    private static String signalled(List<String> signals, List<String> command) throws Exception {
        Process process = TestProcess.of(command).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String signal : signals) {
                said.add(lines.readLine());
                send(process, signal);
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        }
        said.add(Integer.toString(process.waitFor()));
        return String.join(" ", said);
    }

    private static void send(Process process, String signal) throws Exception {
        TestProcess.of("sh", "-c", "kill -" + signal + " " + process.pid()).run().requireDone();
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

    @ParameterizedTest
    @CsvSource({"HUP, 129", "INT, 130", "TERM, 143"})
    void eachSignal_hasTheWorkEndInItsOwnTime(String signal, int exit) throws Exception {
        assertThat(signalled(List.of(signal), work("-Dends=true")))
                .isEqualTo("begun told ended " + exit);
    }

    /** As nohup and a shell's background leave it: only the signal after it ends the work. */
    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT"})
    void ignoredSignal_staysIgnored(String signal) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("sh", "-c", "trap '' " + signal + "; exec \"$@\"", "ignoring"));
        command.addAll(TestProcess.javaCommand(Work.class, List.of("-Dends=true")));
        Process process = TestProcess.of(command).start();
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("begun");
            send(process, signal);
            assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
            send(process, "TERM");
            assertThat(lines.readLine()).isEqualTo("told");
        }
        assertThat(process.waitFor()).isEqualTo(143);
    }

    /** The kernel tells of a lost terminal, and its shell again: nobody is impatient there. */
    @Test
    void secondHangUp_endsNothing() throws Exception {
        assertThat(signalled(List.of("HUP", "HUP"), work("-Dmost=8000", "-Dtwice=true")))
                .isEqualTo("begun told again late 129");
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
