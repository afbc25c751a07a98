package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.Not;

/** Whether a command that prints a report prints it as JSON. */
public record JsonOption(Given given) {

    static final Opt.Sure<Boolean> JSON =
            Opt.flag("--json", "report as JSON", Not.WAY, Harmless.PRINTS, new BesidePlan());

    /** The options, with those of the console. */
    public static final Rows ROWS =
            Rows.of(JsonOption.class, Heading.OUTPUT).and(ConsoleOptions.ROWS).and(JSON);

    /** Whether it is given: never to a command that does not have it. */
    public boolean isGiven() {
        return given.get(JSON);
    }
}
