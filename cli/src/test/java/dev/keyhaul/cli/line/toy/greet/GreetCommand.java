package dev.keyhaul.cli.line.toy.greet;

import dev.keyhaul.cli.console.ProgramConsole;
import dev.keyhaul.cli.line.Command;
import picocli.CommandLine.Option;

/** A command that does what it should. */
public final class GreetCommand extends Command<ProgramConsole> {
    /** How a person is greeted. */
    public enum Tone {
        PLAIN,
        VERY_POLITE
    }

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "who")
    private String name = "";

    @Option(names = "--tone", paramLabel = "TONE", description = "default: plain")
    private Tone tone = Tone.PLAIN;

    @Override
    protected void run(ProgramConsole console) {
        console.print((tone == Tone.PLAIN ? "hello " : "good day ") + name);
    }
}
