package dev.keyhaul.cli.line;

import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import java.util.List;
import picocli.CommandLine.ParameterException;

/** What a command line gives of rows, without a command. */
public final class Parsed {
    private Parsed() {}

    /**
     * Reads the words as a command with these rows would.
     *
     * @throws ParameterException if they are not its
     */
    public static Given of(Rows rows, String... words) {
        OptionModel.Read read = OptionModel.forReading("test", rows).read(List.of(words));
        read.wrong()
                .ifPresent(
                        wrong -> {
                            throw wrong;
                        });
        return read.given();
    }

    /** Makes a command of nothing. */
    public static Command bare(Commands.Entry entry) {
        return Commands.KEYHAUL.make(entry, Given.NOTHING);
    }
}
