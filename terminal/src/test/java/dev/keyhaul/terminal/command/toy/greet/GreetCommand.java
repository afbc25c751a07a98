package dev.keyhaul.terminal.command.toy.greet;

import dev.keyhaul.terminal.ProgramConsole;
import dev.keyhaul.terminal.command.Command;
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
