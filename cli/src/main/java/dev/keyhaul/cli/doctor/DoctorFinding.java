package dev.keyhaul.cli.doctor;

import dev.keyhaul.core.json.JsonObject;
import java.util.Optional;

/**
 * What was found about one thing.
 *
 * @param next what to do, or empty
 */
record DoctorFinding(String about, Verdict verdict, String says, String next) {
    /** How it is. */
    enum Verdict {
        /** It holds. */
        OK("ok"),
        /** It does not hold. */
        FIX("fix"),
        /** It could not be checked here. */
        UNKNOWN("unknown");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }
    }

    static DoctorFinding ok(String about, String says) {
        return new DoctorFinding(about, Verdict.OK, says, "");
    }

    /** Of something that holds, and could be better. */
    static DoctorFinding ok(String about, String says, String next) {
        return new DoctorFinding(about, Verdict.OK, says, next);
    }

    static DoctorFinding fix(String about, String says, String next) {
        return new DoctorFinding(about, Verdict.FIX, says, next);
    }

    static DoctorFinding unknown(String about, String says, String next) {
        return new DoctorFinding(about, Verdict.UNKNOWN, says, next);
    }

    boolean is(Verdict wanted) {
        return verdict == wanted;
    }

    /** Returns the line for people. */
    String line() {
        return String.format("%-12s  %-7s  %s", about, verdict.word, says)
                + (next.isEmpty() ? "" : "; " + next);
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("check", about)
                .put("verdict", verdict.word)
                .put("says", says)
                .put("next", Optional.of(next).filter(text -> !text.isEmpty()))
                .build();
    }
}
