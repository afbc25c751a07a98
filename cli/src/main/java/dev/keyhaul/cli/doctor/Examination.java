package dev.keyhaul.cli.doctor;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs checks one after another. Each has a thread of its own and is left behind if it does not end
 * in time: a server that says nothing, a file system that is gone, a module that hangs.
 *
 * @param limit how long one check may take
 * @param findings where all findings go, as they are made
 * @param nextStep what to do about an error
 */
record Examination(
        Duration limit,
        Consumer<DoctorFinding> findings,
        Function<KeyTransferException, String> nextStep) {

    void run(List<Check> checks) {
        checks.forEach(this::run);
    }

    private void run(Check check) {
        OpenEar ear = new OpenEar(findings);
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            check.look(ear);
                            return null;
                        });
        Thread thread = new Thread(task, "doctor " + check.about());
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            ear.close();
            findings.accept(notEnded(check));
        } catch (ExecutionException e) {
            findings.accept(failed(check, Objects.requireNonNullElse(e.getCause(), e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ear.close();
            findings.accept(interrupted(check));
        }
    }

    private static DoctorFinding interrupted(Check check) {
        return DoctorFinding.fix(
                check.about(), "interrupted before it was checked", "run the command again");
    }

    private DoctorFinding notEnded(Check check) {
        return DoctorFinding.fix(
                check.about(),
                "no answer within " + limit.toSeconds() + " seconds",
                "find out what it is waiting for: a device, a network, or a file system");
    }

    private DoctorFinding failed(Check check, Throwable cause) {
        if (cause instanceof UsageException usage) {
            throw usage;
        } else if (cause instanceof KeyTransferException.Unchecked unchecked) {
            return failed(check, unchecked.getCause());
        } else if (cause instanceof KeyTransferException known) {
            return DoctorFinding.fix(
                    check.about(), String.valueOf(known.getMessage()), nextStep.apply(known));
        }
        return DoctorFinding.fix(
                check.about(),
                "this is a bug in keyhaul: " + cause,
                "report it; the other lines are still valid");
    }

    /** What a check says after its time is not heard: its line was printed already. */
    private static final class OpenEar implements Consumer<DoctorFinding> {
        private final Consumer<DoctorFinding> findings;
        private boolean closed;

        OpenEar(Consumer<DoctorFinding> findings) {
            this.findings = findings;
        }

        @Override
        public synchronized void accept(DoctorFinding finding) {
            if (!closed) {
                findings.accept(finding);
            }
        }

        synchronized void close() {
            closed = true;
        }
    }
}
