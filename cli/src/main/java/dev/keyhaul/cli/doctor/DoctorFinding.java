package dev.keyhaul.cli.doctor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was found about one thing.
 *
 * @param check what it is about, such as java, clock or token
 * @param verdict ok; fix; or unknown, if it could not be checked here
 * @param says what was found
 * @param next what to do; null if nothing
 */
record DoctorFinding(String check, Verdict verdict, String says, @Nullable String next) {
    /** How it is. */
    enum Verdict {
        /** It holds. */
        OK,
        /** It does not hold. */
        FIX,
        /** It could not be checked here. */
        UNKNOWN
    }

    static DoctorFinding ok(String about, String says) {
        return new DoctorFinding(about, Verdict.OK, says, null);
    }

    /** Of something that holds, and could be better. */
    static DoctorFinding ok(String about, String says, String next) {
        return new DoctorFinding(about, Verdict.OK, says, next);
    }

    static DoctorFinding fix(String about, String says, String next) {
        return new DoctorFinding(about, Verdict.FIX, says, next);
    }

    static DoctorFinding unknown(String about, String says) {
        return new DoctorFinding(about, Verdict.UNKNOWN, says, null);
    }

    static DoctorFinding unknown(String about, String says, String next) {
        return new DoctorFinding(about, Verdict.UNKNOWN, says, next);
    }

    boolean is(Verdict wanted) {
        return verdict == wanted;
    }

    /** Returns the line for people. */
    String line() {
        return String.format(
                        "%-12s  %-7s  %s", check, verdict.name().toLowerCase(Locale.ROOT), says)
                + (next == null ? "" : "; " + next);
    }
}
