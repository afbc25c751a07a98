package dev.keyhaul.workflow.record;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.keyhaul.ceremony.ClockState;

/**
 * Whether the system's clock is kept right, as the kernel knows it from whatever keeps it:
 * timesyncd, chrony, ntpd or the hypervisor's daemon. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class HostClock {
    /**
     * TIME_ERROR of timex.h: the clock follows nothing. The states below it are of one that does.
     */
    private static final int TIME_ERROR = 5;

    /** More than any system's struct timex has; its first member is the bits of what to change. */
    private static final int TIMEX_BYTES = 1024;

    private HostClock() {}

    /** Asks; never changes anything, and never fails. */
    public static ClockState state() {
        if (Platform.isWindows()) {
            return ClockState.UNKNOWN;
        }
        try (Memory timex = new Memory(TIMEX_BYTES)) {
            timex.clear();
            int state =
                    NativeLibrary.getInstance(Platform.C_LIBRARY_NAME)
                            .getFunction("ntp_adjtime", Function.C_CONVENTION)
                            .invokeInt(new Object[] {timex});
            if (state < 0 || state > TIME_ERROR) {
                return ClockState.UNKNOWN;
            }
            return state == TIME_ERROR ? ClockState.NOT_SYNCHRONISED : ClockState.SYNCHRONISED;
        } catch (LinkageError e) {
            return ClockState.UNKNOWN; // A system without this call, or a sandbox without JNA.
        }
    }
}
