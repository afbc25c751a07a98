package dev.keyhaul.pkcs11.session;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs what closes sessions and modules on a thread of its own: it may not come back. */
final class Closer {
    /** What closing itself may take, after the calls inside were waited for. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private Closer() {}

    /** Runs it, and returns when it is done, or when the time is up and it goes on alone. */
    static void run(Runnable work, TimeLeft patience) {
        FutureTask<Boolean> task = new FutureTask<>(work, true);
        Thread thread = new Thread(task, "keyhaul-close");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get(patience.leftNanos(), TimeUnit.NANOSECONDS);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            // What it is inside of is told by whoever closes.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
