package dev.keyhaul.pkcs11.object;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long an object is looked for that may be there: SoftHSM takes one for gone while another
 * thread or process writes, and finds it later. Only after an error: nothing waits otherwise.
 */
final class RepeatedSearch {
    static final int MOST = 4;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private RepeatedSearch() {}

    /** Waits before the next look, if there is one; not after an interrupt. */
    static void pauseAfter(int look) {
        if (look < MOST) {
            LockSupport.parkNanos(look * PAUSE_NANOS);
        }
    }
}
