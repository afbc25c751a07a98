package dev.keyhaul.cli.command;

import picocli.CommandLine.Option;

/** A command that prints a report, for people or as JSON. */
public abstract class ReportingCommand extends KeyhaulCommand {
    @Option(names = "--json", description = "report as JSON")
    private boolean json;

    @Override
    boolean isJson() {
        return json;
    }
}
