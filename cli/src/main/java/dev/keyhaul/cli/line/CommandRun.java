package dev.keyhaul.cli.line;

import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.cli.plan.PlannedCommand;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads one command's options, with picocli if they are not plain, and runs it. */
final class CommandRun {
    private final Commands commands;
    private final Commands.Entry entry;
    private final Console console;
    private final Command command;
    private final PlainOptions plain;
    private final PlainOptions.Found options;

    /** What was typed, in full. */
    private List<String> args;

    /** That, and what a settings file says beside it. */
    private List<String> words;

    CommandRun(Commands commands, Commands.Entry entry, List<String> args, Console console) {
        this.commands = commands;
        this.entry = entry;
        this.args = args;
        this.words = args;
        this.console = console;
        this.command = commands.make(entry);
        this.plain = commands.plain();
        this.options = plain.find(command);
        console.running(() -> commands.line(entry).getCommandSpec().optionsMap().keySet());
    }

    /** The command replaces no file that it reads on its way. */
    int run() {
        return console.files().during(this::runInside);
    }

    private int runInside() {
        int found = guarded(this::complete);
        if (found != ExitCode.DONE) {
            return found;
        }
        command.loadAhead(words);
        // Picocli says it where --settings is no option of the command.
        boolean isUnknown = console.settings().isNone() && CommandWords.has(Settings.OPTION, args);
        if (isUnknown || !plain.set(options, words)) {
            Optional<Integer> ended = parse();
            if (ended.isPresent()) {
                return ended.get();
            }
        }
        command.configure(console);
        tellSettings();
        try (Command.Recording recording = command.recording(entry.name(), args, console)) {
            return command.ended(recorded(recording));
        }
    }

    private void complete() throws KeyTransferException {
        args = inFull();
        words = args;
        addSettings();
    }

    /** The option that names a plan stands for all that the plan says of the command. */
    private List<String> inFull() throws KeyTransferException {
        // A start without it must not load the plan's classes.
        for (String word : args) {
            if (word.equals(PlannedCommand.PLAN) || word.startsWith(PlannedCommand.PLAN + "=")) {
                return PlannedCommand.of(entry.name(), args).inFull(usedSettings());
            }
        }
        return args;
    }

    private void addSettings() throws KeyTransferException {
        UsedSettings used = UsedSettings.NONE;
        try {
            used = usedSettings();
        } catch (KeyTransferException e) {
            command.settingsRefused(e);
        }
        console.uses(used);
        if (!used.isEmpty()) {
            console.files().reads(used.file());
            words = used.addedTo(args);
        }
    }

    private UsedSettings usedSettings() throws KeyTransferException {
        return console.takesSettings()
                ? Settings.of(commands, entry, options, args)
                : UsedSettings.NONE;
    }

    private void tellSettings() {
        if (console.isVerbose()) {
            UsedSettings used = console.settings();
            used.values()
                    .forEach(value -> console.note(value.word() + " is from " + used.place(value)));
        }
    }

    /** Returns the exit code, unless the command is to be run. */
    private Optional<Integer> parse() {
        CommandLine line = commands.line(entry, command);
        try {
            if (line.parseArgs(words.toArray(String[]::new)).isUsageHelpRequested()) {
                console.print(new CommandHelp(commands, entry).lines(line, console.columns()));
                return Optional.of(ExitCode.DONE);
            }
            return Optional.empty();
        } catch (ParameterException e) {
            usage(e);
            return Optional.of(ExitCode.USAGE);
        }
    }

    /** A command whose record could not be written does not begin; one that has ended has one. */
    private int recorded(Command.Recording recording) {
        int begun = guarded(recording::begin);
        if (begun != ExitCode.DONE) {
            return begun;
        }
        int failed =
                guarded(
                        () -> {
                            commands.files().nameIn(console.files(), command);
                            command.call(console);
                        });
        int exit = failed == ExitCode.DONE ? command.exitCode() : failed;
        int recorded = guarded(() -> recording.end(exit));
        return exit == ExitCode.DONE ? recorded : exit;
    }

    private void usage(ParameterException e) {
        String seeHelp = "'" + Commands.PROGRAM + " " + entry.name() + " --help' lists the options";
        Optional<String> unknown = unknownOption();
        if (unknown.isPresent()) {
            Set<String> known = commands.line(entry).getCommandSpec().optionsMap().keySet();
            Optional<String> meant = Nearest.to(unknown.get(), known);
            console.error(
                    Reason.OPTION_UNKNOWN,
                    "unknown option " + unknown.get(),
                    TypedSecret.advice(unknown.get(), known)
                            .orElseGet(
                                    () ->
                                            meant.map(name -> "did you mean " + name + "? ")
                                                            .orElse("")
                                                    + seeHelp));
        } else if (e.getCause() instanceof KeyTransferException cause) {
            String option = e.getArgSpec() instanceof OptionSpec o ? o.longestName() + ": " : "";
            console.error(
                    cause.reason(),
                    option + cause.getMessage() + place(e),
                    console.nextStep(cause).orElse(seeHelp));
        } else {
            console.error(reason(e), message(e) + place(e), seeHelp);
        }
    }

    /** What is wrong may not have been typed. */
    private String place(ParameterException e) {
        return e.getArgSpec() instanceof OptionSpec option
                ? console.settings().values().stream()
                        .filter(value -> option.longestName().equals(value.option()))
                        .findFirst()
                        .map(value -> " (from " + console.settings().place(value) + ")")
                        .orElse("")
                : "";
    }

    /**
     * Returns the first option that is not known: it is named before whatever else is wrong, which
     * may follow from it, or one with a secret, wherever it stands. Never what follows it: that is
     * the PIN.
     */
    private Optional<String> unknownOption() {
        CommandLine line = commands.line(entry);
        line.getCommandSpec().parser().collectErrors(true);
        List<String> unknown =
                line.parseArgs(words.toArray(String[]::new)).unmatched().stream()
                        .filter(word -> word.startsWith("-"))
                        .map(word -> word.replaceFirst("(?s)=.*", ""))
                        .toList();
        return unknown.stream()
                .filter(TypedSecret::isOne)
                .findFirst()
                .or(() -> unknown.stream().findFirst());
    }

    private static Reason reason(ParameterException e) {
        if (e instanceof MissingParameterException) {
            return Reason.OPTION_MISSING;
        }
        if (e instanceof MutuallyExclusiveArgsException) {
            return Reason.OPTIONS_CONFLICT;
        }
        return e instanceof UnmatchedArgumentException ? Reason.OPTION_UNKNOWN : Reason.VALUE_FORM;
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

    private int guarded(Step step) {
        try {
            step.run();
            return ExitCode.DONE;
        } catch (UsageException e) {
            console.error(e.reason(), String.valueOf(e.getMessage()), e.hint());
            return ExitCode.USAGE;
        } catch (KeyTransferException e) {
            return failed(e, e.getSuppressed());
        } catch (KeyTransferException.Unchecked e) {
            return failed(e.getCause(), e.getSuppressed());
        } catch (Exception | LinkageError e) {
            return failed(e);
        }
    }

    private int failed(KeyTransferException e, Throwable[] later) {
        for (Throwable also : later) {
            console.warn("and then: " + also.getMessage());
        }
        return failed(e);
    }

    /** No error leaves an operator without a next step. */
    private int failed(Throwable error) {
        if (!(error instanceof KeyTransferException known)) {
            console.error(
                    Reason.INTERNAL,
                    "this is a bug in keyhaul: " + error.getClass().getSimpleName(),
                    "report it with the trace that -v prints; as far as we know, the trace has no key material");
            console.trace(error);
            return ExitCode.FAILED;
        }
        String next = console.nextStep(known).orElseGet(() -> NextStep.page(known));
        if (known instanceof ApprovalMissingException) {
            console.waiting(known.reason(), String.valueOf(known.getMessage()), next);
        } else {
            console.error(known.reason(), String.valueOf(known.getMessage()), next);
            console.trace(known);
        }
        return ExitCode.of(known);
    }
}
