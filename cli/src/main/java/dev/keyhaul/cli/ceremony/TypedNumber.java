package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.core.KeyTransferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A number that a person types from their paper, row by row of 16 digits. It is never shown before;
 * a wrong row is named, not the digit. Tries are counted on this host, over restarts.
 */
final class TypedNumber {
    /** What the plan's fingerprint is called. */
    static final String PLAN = "the plan's fingerprint";

    private static final int TRIES = 3;
    private static final int ROW_DIGITS = 16;
    private static final Pattern BETWEEN = Pattern.compile("[\\s\\-:.]+");
    private static final Pattern ROW = Pattern.compile("[0-9a-f]{" + ROW_DIGITS + "}");

    /** Takes a try that failed, for the record. */
    @FunctionalInterface
    interface Failed {
        void record(String what) throws KeyTransferException;
    }

    private final Questions questions;
    private final PlanMemory memory;
    private final Failed failed;
    private final List<String> right = new ArrayList<>();

    TypedNumber(Questions questions, PlanMemory memory, Failed failed) {
        this.questions = questions;
        this.memory = memory;
        this.failed = failed;
    }

    /**
     * Has a number typed.
     *
     * @param id what the tries are counted under
     * @param what what it is, for people
     * @param digits what it must be
     * @throws Leaving if it was wrong three times
     */
    void require(String id, String what, String digits) throws KeyTransferException {
        requireTriesLeft(id, what);
        questions.say("From your paper, " + what + ":");
        for (int row = 1; row <= digits.length() / ROW_DIGITS; row++) {
            String wanted = digits.substring((row - 1) * ROW_DIGITS, row * ROW_DIGITS);
            while (!typed(what, row).equals(wanted)) {
                memory.save(before -> before.tried(id));
                int left = Math.max(0, TRIES - memory.get().failed(id));
                // The record may ask for a PIN: who looks at the paper must not type the row there.
                questions.say("  row " + row + " differs: this is recorded");
                failed.record(
                        "row " + row + " of " + what + " was typed wrongly, " + left + " left");
                requireTriesLeft(id, what);
                questions.say(
                        "  row "
                                + row
                                + " differs: look again ("
                                + left
                                + (left == 1 ? " try" : " tries")
                                + " left), or type \"stop\"");
            }
            questions.say("  row " + row + " same");
        }
        right.add(confirmed(what));
    }

    /** Returns what a record says of a number that was right. */
    String confirmed(String what) {
        // After a comma, it says where the number is to be found.
        return what.split(",", 2)[0]
                + (questions.isAttended()
                        ? " was typed from paper, and is right"
                        : " is as it was shown before, and nobody typed it");
    }

    /** Returns what was typed rightly since the last call, a line each, for the record. */
    List<String> right() {
        List<String> lines = List.copyOf(right);
        right.clear();
        return lines;
    }

    private void requireTriesLeft(String id, String what) {
        if (memory.get().failed(id) >= TRIES) {
            throw Leaving.stopping(what + " was typed wrongly three times");
        }
    }

    private String typed(String what, int row) {
        while (true) {
            String digits =
                    BETWEEN.matcher(questions.row(what, row))
                            .replaceAll("")
                            .toLowerCase(Locale.ROOT);
            if (ROW.matcher(digits).matches()) {
                return digits;
            }
            questions.say("  a row has 16 digits, 0 to 9 and a to f");
        }
    }
}
