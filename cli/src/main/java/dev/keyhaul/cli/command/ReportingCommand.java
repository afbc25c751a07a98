package dev.keyhaul.cli.command;

import dev.keyhaul.cli.line.Command;
import picocli.CommandLine.Option;

/** A command that prints a report, for people or as JSON. */
public abstract class ReportingCommand extends Command {
    @Option(names = "--json", description = "report as JSON")
    private boolean json;

    @Override
    protected boolean isJson() {
        return json;
    }
}
