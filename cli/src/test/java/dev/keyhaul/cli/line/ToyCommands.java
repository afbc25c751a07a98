package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.ProgramConsole;
import dev.keyhaul.cli.line.toy.greet.GreetCommand;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** A program of two commands. */
final class ToyCommands extends Commands<ProgramConsole> {
    ToyCommands() {
        super(
                "toy",
                "dev.keyhaul.cli.line.toy",
                List.of(
                        new Group(
                                "TOYS",
                                new Entry("file copy", "copy"),
                                new Entry("greet", "greet someone"))),
                new ToyTypes());
    }

    @Override
    protected List<Path> filesIn(String text) {
        return List.of();
    }

    @Override
    protected String settable() {
        return "name";
    }

    @Override
    protected String version() {
        return "1.0";
    }

    @Override
    protected HelpTexts helpTexts() {
        return new HelpTexts(
                "Greets.",
                "greet",
                Map.of("file", "\n\nFiles stay as they are."),
                OptionGroups.parse("Files: OverwriteOption", "Output: ConsoleOptions"),
                "Toys",
                "greets",
                List.of("manners"),
                "none.");
    }

    @Override
    protected Optional<String> nextStep(KeyTransferException error, ProgramConsole console) {
        return error.hint();
    }

    @Override
    protected int failed(Throwable error, ProgramConsole console) {
        if (error instanceof KeyTransferException known) {
            console.error(
                    known.reason(),
                    String.valueOf(known.getMessage()),
                    known.hint().orElse("none"));
            return 5;
        }
        console.error(Reason.INTERNAL, "bug: " + error.getMessage(), "report it");
        return 1;
    }

    private static final class ToyTypes implements OptionTypes {
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
}
