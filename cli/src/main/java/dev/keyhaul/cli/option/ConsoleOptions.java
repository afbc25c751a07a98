package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.Not;
import java.nio.file.Path;

/** The options of every command. */
public record ConsoleOptions(Given given) {

    static final Opt.Sure<Boolean> QUIET =
            Opt.flag(
                    "-q --quiet",
                    "print no notes, only data, warnings and errors",
                    Not.WAY,
                    Harmless.PRINTS,
                    new BesidePlan());

    static final Opt.Sure<Boolean> VERBOSE =
            Opt.flag(
                    "-v --verbose",
                    "print more notes, and the trace of an error",
                    Not.WAY,
                    Harmless.PRINTS,
                    new BesidePlan());

    public static final Opt<Path> SETTINGS =
            Opt.input(
                    "--settings FILE",
                    "a file with values for options that are not given (default: KEYHAUL_SETTINGS, else"
                            + " keyhaul/keyhaul.properties in ~/.config, XDG_CONFIG_HOME or"
                            + " APPDATA); an empty file for none",
                    Not.ANOTHER,
                    Harmless.TOLD,
                    new BesidePlan());

    static final Opt.Sure<Boolean> HELP = Opt.flag("-h --help", "this text", Not.WAY);

    public static final Rows ROWS =
            Rows.of(ConsoleOptions.class, Heading.OUTPUT).and(QUIET, VERBOSE, SETTINGS, HELP);

    /** No notes. */
    public boolean quiet() {
        return given.get(QUIET);
    }

    /** More notes. */
    public boolean verbose() {
        return given.get(VERBOSE);
    }

    /** The command's help, and nothing else. */
    public boolean help() {
        return given.get(HELP);
    }
}
