package dev.keyhaul.cli.command;

import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.evidence.CommandRecord;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.terminal.Nearest;
import dev.keyhaul.terminal.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses one command's options with picocli and runs it. */
final class CommandRunner {
    /** No error leaves an operator without a next step. */
    private static final String ELSEWHERE =
            "docs/TROUBLESHOOTING.md lists symptoms, causes and fixes";

    private CommandRunner() {}

    static int run(CommandTable.Entry entry, List<String> args, Console console) {
        KeyhaulCommand command = entry.make();
        command.loadAhead(args);
        if (!PlainOptions.set(command, args)) {
            Optional<Integer> ended = parse(entry, command, args, console);
            if (ended.isPresent()) {
                return ended.get();
            }
        }
        command.configure(console);
        try (CommandRecord recording = command.recording(entry.name(), args, console)) {
            return recorded(recording, command, console);
        }
    }

    /** Returns the exit code, unless the command is to be run. */
    private static Optional<Integer> parse(
            CommandTable.Entry entry, KeyhaulCommand command, List<String> args, Console console) {
        CommandLine line = commandLine(entry, command);
        try {
            CommandLine.ParseResult parsed = line.parseArgs(args.toArray(String[]::new));
            if (parsed.isUsageHelpRequested()) {
                HelpLayout.appliedTo(line, entry.name());
                console.print(line.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing());
                return Optional.of(ExitCode.DONE);
            }
            return Optional.empty();
        } catch (ParameterException e) {
            return Optional.of(usage(entry, args, e, console));
        }
    }

    /** A command whose record could not be written does not begin; one that has ended has one. */
    private static int recorded(CommandRecord recording, KeyhaulCommand command, Console console) {
        int begun = guarded(recording::begin, console);
        if (begun != ExitCode.DONE) {
            return begun;
        }
        int exit = guarded(() -> command.call(console), console);
        int recorded = guarded(() -> recording.end(exit), console);
        return exit == ExitCode.DONE ? recorded : exit;
    }

    static CommandLine commandLine(CommandTable.Entry entry, Object command) {
        return Converters.registered(
                new CommandLine(command)
                        .setCommandName("keyhaul " + entry.name())
                        // What follows @ would not be in the record, and an error would quote the
                        // file.
                        .setExpandAtFiles(false)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setUsageHelpWidth(HelpLayout.WIDTH));
    }

    private static int usage(
            CommandTable.Entry entry, List<String> args, ParameterException e, Console console) {
        String seeHelp = "'keyhaul " + entry.name() + " --help' lists the options";
        Optional<String> unknown = unknownOption(entry, args);
        if (unknown.isPresent()) {
            Optional<String> meant = Nearest.to(unknown.get(), optionNames(entry));
            console.error(
                    "unknown option " + unknown.get(),
                    meant.map(name -> "did you mean " + name + "? ").orElse("") + seeHelp);
        } else if (e.getCause() instanceof KeyTransferException cause) {
            String option = e.getArgSpec() instanceof OptionSpec o ? o.longestName() + ": " : "";
            console.error(option + cause.getMessage(), NextStep.of(cause).orElse(seeHelp));
        } else {
            console.error(message(e), seeHelp);
        }
        return ExitCode.USAGE;
    }

    /**
     * Returns the first option that is not known: it is named before whatever else is wrong, which
     * may follow from it. Never what follows it: that may be a PIN.
     */
    private static Optional<String> unknownOption(CommandTable.Entry entry, List<String> args) {
        CommandLine line = commandLine(entry, entry.make());
        line.getCommandSpec().parser().collectErrors(true);
        return line.parseArgs(args.toArray(String[]::new)).unmatched().stream()
                .filter(word -> word.startsWith("-"))
                .findFirst()
                .map(word -> word.replaceFirst("=.*", ""));
    }

    private static List<String> optionNames(CommandTable.Entry entry) {
        return commandLine(entry, entry.make()).getCommandSpec().options().stream()
                .flatMap(option -> Stream.of(option.names()))
                .toList();
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException) {
            return "too many arguments";
        }
        String message = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
        return lowerFirst(message.lines().findFirst().orElse("wrong usage"));
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private interface Step {
        void run() throws KeyTransferException;
    }

    private static int guarded(Step step, Console console) {
        return guarded(
                () -> {
                    step.run();
                    return ExitCode.DONE;
                },
                console);
    }

    private static int failed(KeyTransferException e, Throwable[] later, Console console) {
        for (Throwable also : later) {
            console.warn("and then: " + also.getMessage());
        }
        console.error(String.valueOf(e.getMessage()), NextStep.of(e).orElse(ELSEWHERE));
        console.trace(e);
        return ExitCode.of(e);
    }

    private static int guarded(Callable<Integer> run, Console console) {
        try {
            return run.call();
        } catch (UsageException e) {
            console.error(String.valueOf(e.getMessage()), e.hint());
            return ExitCode.USAGE;
        } catch (ApprovalMissingException e) {
            console.waiting(String.valueOf(e.getMessage()), NextStep.of(e).orElse(ELSEWHERE));
            return ExitCode.of(e);
        } catch (KeyTransferException e) {
            return failed(e, e.getSuppressed(), console);
        } catch (KeyTransferException.Unchecked e) {
            return failed(e.getCause(), e.getSuppressed(), console);
        } catch (Exception | LinkageError e) {
            console.error(
                    "this is a bug of keyhaul: " + e.getClass().getSimpleName(),
                    "report it with the trace that -v prints; it holds no key material that we know"
                            + " of");
            console.trace(e);
            return ExitCode.FAILED;
        }
    }
}
