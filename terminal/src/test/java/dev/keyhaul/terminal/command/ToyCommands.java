package dev.keyhaul.terminal.command;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.terminal.ProgramConsole;
import dev.keyhaul.terminal.command.toy.greet.GreetCommand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** A program of two commands. */
final class ToyCommands extends Commands<ProgramConsole> implements OptionTypes {
    ToyCommands() {
        super(
                "toy",
                "dev.keyhaul.terminal.command.toy",
                List.of(new Entry("file copy", "copy"), new Entry("greet", "greet someone")));
    }

    @Override
    protected String version() {
        return "1.0";
    }

    @Override
    protected OptionTypes types() {
        return this;
    }

    @Override
    protected HelpTexts helpTexts() {
        return new HelpTexts(
                "Greets.",
                "greet",
                Map.of("file", "\n\nFiles stay as they are."),
                new OptionGroups(
                        List.of(new OptionGroups.Group("Files", "OverwriteOption")),
                        List.of(new OptionGroups.Group("Output", "ConsoleOptions"))));
    }

    @Override
    protected Optional<String> nextStep(KeyTransferException error) {
        return error.hint();
    }

    @Override
    protected int failed(KeyTransferException error, ProgramConsole console) {
        console.error(String.valueOf(error.getMessage()), error.hint().orElse("none"));
        return 5;
    }

    @Override
    protected void bug(Throwable error, ProgramConsole console) {
        console.error("bug: " + error.getMessage(), "report it");
    }

    @Override
    public void register(CommandLine line) {}

    @Override
    public Map<Class<?>, String> nouns() {
        return Map.of(GreetCommand.Tone.class, "tone");
    }

    @Override
    public Optional<Object> read(Class<?> type, String text) {
        return Optional.empty();
    }
}
