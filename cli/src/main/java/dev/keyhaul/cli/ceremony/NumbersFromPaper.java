package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.page.DigestRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The numbers on paper that a plan's records are compared with: the plan's fingerprint, and each
 * host's closing record. Whoever is at a terminal and gave none is asked; what they do not have was
 * not compared.
 */
final class NumbersFromPaper {
    /** No row is as long as a number in any of its forms. */
    private static final int WHOLE = 64;

    private NumbersFromPaper() {}

    /** Returns the values with those that were typed. */
    static Given asked(Given given, Console console) throws KeyTransferException {
        RecordsOption records = new RecordsOption(given);
        if (Terminal.get().isEmpty() || console.isJson()) {
            return given;
        }
        Optional<ClosedPlan> plan = records.plan();
        if (plan.isEmpty()) {
            return given;
        }
        Given more = given;
        if (!records.isKnown(plan.get())) {
            Optional<String> typed = number("the plan's fingerprint");
            more = typed.isPresent() ? more.with(RecordsOption.EXPECT_PLAN, typed.get()) : more;
        }
        if (!records.heads().isEmpty()) {
            return more;
        }
        List<String> heads = new ArrayList<>();
        var progress = HostPlan.progress(given.get(RecordsOption.FOLDER), plan.get());
        for (PlannedHost host : plan.get().hosts()) {
            boolean isClosed =
                    progress.steps().stream()
                            .filter(step -> step.isClosing() && step.host().equals(host.name()))
                            .anyMatch(step -> progress.record(step).isPresent());
            if (isClosed) {
                number("the closing record of " + host.name().toUpperCase(Locale.ROOT))
                        .ifPresent(heads::add);
            }
        }
        return more.with(RecordsOption.EXPECT_HEAD, heads);
    }

    /** Returns its 64 digits: typed row by row, or at once. */
    private static Optional<String> number(String what) {
        Terminal.tell("From your paper, " + what + " (Enter if it is not here):");
        StringBuilder digits = new StringBuilder();
        int row = 1;
        while (row <= DigestRows.ROWS) {
            String typed = Terminal.ask("  row %s > ", String.valueOf(row)).orElse("").strip();
            if (typed.isEmpty() && row == 1) {
                Terminal.tell(
                        "  Left out: nobody has compared it, and the report says so. On that host,"
                                + " 'keyhaul ceremony status PLAN.json' shows it again.");
                return Optional.empty();
            }
            try {
                if (row == 1 && typed.length() >= WHOLE) {
                    return Optional.of(Fingerprint.parse(typed).hex());
                }
                digits.append(DigestRows.row(row, typed));
                row++;
            } catch (MalformedInputException e) {
                Terminal.tell("  " + e.getMessage() + ".");
                Terminal.tell(
                        "  Look again. If your paper has it so, leave with Ctrl-C: on the host that"
                                + " showed it, 'keyhaul ceremony status PLAN.json' shows it again.");
            }
        }
        return Optional.of(digits.toString());
    }
}
