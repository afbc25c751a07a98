package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.PaperNumber;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.page.DigestRows;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A number that a person types from their paper, row by row of 16 digits. It is never shown before;
 * a wrong row is named, not the digit. Tries are counted on this host, over restarts. A slip of the
 * pen is found by a check digit: it is compared with nothing, and is no try.
 */
final class TypedNumber {
    /** What the plan's fingerprint is called. */
    static final String PLAN = "the plan's fingerprint";

    /** What the row is called that is typed of the newest record. */
    static final String HEAD = "the head of the records, as the last host showed it";

    private static final int TRIES = 3;
    private static final int ROW_DIGITS = 16;

    private final Questions questions;
    private final PlanMemory memory;
    private final List<String> right = new ArrayList<>();

    TypedNumber(Questions questions, PlanMemory memory) {
        this.questions = questions;
        this.memory = memory;
    }

    /** Returns what is typed of a record's SHA-256. */
    static String row(String sha256) {
        return sha256.substring(0, ROW_DIGITS);
    }

    /**
     * Has the plan's fingerprint typed. It is never corrected on paper: another one is of another
     * plan.
     *
     * @throws Leaving for now, if it was wrong three times
     */
    void requirePlan(CeremonyPlan plan, String fingerprint) throws KeyTransferException {
        String script = "the script of the plan " + plan.briefId();
        questions.say("Take " + script + ": each of its sheets has that id.");
        require(
                "plan",
                PLAN,
                List.of(fingerprint),
                "use "
                        + script
                        + ", and never correct this number on it. If that script has another"
                        + " number, the plan was changed: stop");
    }

    /**
     * Has a number typed that a host showed.
     *
     * @param id what the tries are counted under
     * @param what what it is, for people
     * @param digits what it must be
     * @throws Leaving for now, if it was wrong three times
     */
    void require(String id, String what, String digits) throws KeyTransferException {
        require(
                id,
                what,
                List.of(digits),
                "leave with Ctrl-C, and carry the stick back to the host that showed it: there,"
                        + " 'keyhaul ceremony status PLAN.json' shows it again; correct your"
                        + " paper, and initial the correction"
                        + (what.equals(HEAD)
                                ? "; if it is as your paper has it, this stick is another one, or"
                                        + " an older state of it: bring the one that host wrote"
                                : ""));
    }

    /**
     * Has one of several numbers typed, as the paper of an earlier ceremony has it: each row leaves
     * those that have it.
     *
     * @param numbers what it may be; all have the same length
     * @throws Leaving for now, if it was wrong three times
     */
    void requireOld(String id, String what, List<String> numbers) throws KeyTransferException {
        require(id, what, numbers, "bring the newest paper, and the drive that it belongs to");
    }

    /**
     * Has the row typed that the witness's own machine showed of the key in the vault, before the
     * key is sealed for good.
     *
     * @throws Leaving for now, if it was wrong three times
     */
    void requireWitness(PlanProgress progress) throws KeyTransferException {
        String number = progress.vaultRow().orElseThrow();
        questions.say(
                "The witness's row, from 'keyhaul ceremony look "
                        + progress.plan().briefId()
                        + "' on their machine.");
        require(
                "witness " + number,
                PaperNumber.VAULT_ROW.words(),
                List.of(row(number)),
                "the witness looks again, as often as needed, and writes the row anew: never"
                        + " correct the old one. If the new row differs too, the vault has another key than the record of the"
                        + " import: stop");
    }

    private void require(String id, String what, List<String> numbers, String otherwise)
            throws KeyTransferException {
        questions.say("From your paper, " + what + ":");
        List<String> possible = numbers;
        for (int row = 1; row <= numbers.get(0).length() / ROW_DIGITS; row++) {
            int from = (row - 1) * ROW_DIGITS;
            List<String> same = startingAt(from, typed(what, row, otherwise), possible);
            while (same.isEmpty()) {
                slipped(id, "row " + row + " of " + name(what));
                int left = TRIES - memory.get().failed(id);
                if (left <= 0) {
                    memory.save(before -> before.forgettingTries(id));
                    throw Leaving.forNow(
                            name(what) + " was typed wrongly three times: " + otherwise);
                }
                questions.say(
                        "  row "
                                + row
                                + " differs: look again ("
                                + left
                                + (left == 1 ? " try" : " tries")
                                + " left); Ctrl-C for a break; \"stop\" ends the ceremony");
                if (left == TRIES - 1) {
                    sayOtherwise(otherwise);
                }
                same = startingAt(from, typed(what, row, otherwise), possible);
            }
            possible = same;
            questions.say("  row " + row + " same");
        }
        right.add(confirmed(what));
    }

    private static List<String> startingAt(int from, String row, List<String> numbers) {
        return numbers.stream().filter(number -> number.startsWith(row, from)).toList();
    }

    /** Returns what a record says of a number that was right. */
    String confirmed(String what) {
        return name(what)
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

    /** After a comma, it says where the number is to be found. */
    private static String name(String what) {
        return what.split(",", 2)[0];
    }

    /** This host's next record lists it: a record of its own would be a head that no paper has. */
    private void slipped(String id, String what) throws KeyTransferException {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        memory.save(before -> before.tried(id).slipped(what + " was typed wrongly at " + now));
    }

    private String typed(String what, int row, String otherwise) {
        while (true) {
            try {
                return DigestRows.row(row, questions.row(what, row));
            } catch (MalformedInputException e) {
                if (!questions.isAttended()) {
                    throw Leaving.forNow(String.valueOf(e.getMessage()));
                }
                questions.say("  " + e.getMessage());
                questions.say("  Look again.");
                sayOtherwise(otherwise);
            }
        }
    }

    private void sayOtherwise(String otherwise) {
        questions.say("  If your paper has it so, " + otherwise + ".");
    }
}
