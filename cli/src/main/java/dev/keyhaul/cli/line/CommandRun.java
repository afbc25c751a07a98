package dev.keyhaul.cli.line;

import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.command.CommandRecord;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.StateFolder;
import dev.keyhaul.core.file.TypedPath;
import dev.keyhaul.core.host.HostSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command: with a command line, or with values. */
final class CommandRun {
    /** What a word processor makes of two hyphens. */
    private static final Pattern DASH = Pattern.compile("[\\u2010-\\u2015\\u2212]");

    private static final String HYPHENS = "it begins with a dash: type two hyphens; ";

    private final Commands commands;
    private final Commands.Entry entry;
    private final Console console;
    private final Rows rows;

    /** Why the settings cannot be used, of a command that does not need them. */
    private @Nullable KeyTransferException refused;

    CommandRun(Commands commands, Commands.Entry entry, Console console) {
        this.commands = commands;
        this.entry = entry;
        this.console = console;
        this.rows = commands.rows(entry);
        console.running(rows::names);
    }

    /** Runs it with a command line. */
    int run(List<String> words) {
        OptionModel.Read typed = commands.model(entry).read(asByAShell(words));
        console.configure(false, false, new JsonOption(typed.given()).isGiven());
        if (typed.wrong().isPresent()) {
            return usage(typed, typed.wrong().get());
        } else if (new ConsoleOptions(typed.given()).help()) {
            console.print(
                    new CommandHelp(commands, entry)
                            .lines(commands.line(entry), console.columns()));
            return ExitCode.DONE;
        }
        return run(typed.given());
    }

    /** On Windows, each program expands its own. */
    private List<String> asByAShell(List<String> words) {
        return HostSystem.here() == HostSystem.WINDOWS
                ? new Operands(rows, Path.of("")).expanded(words)
                : words;
    }

    /** Runs it with values. It replaces no file that it reads on its way. */
    int run(Given typed) {
        return console.files().during(() -> guarded(() -> completed(typed)));
    }

    /** What neither a command line nor a plan says, the settings may say. */
    private int completed(Given typed) throws KeyTransferException {
        Given given = withSettings(withPlan(typed));
        Optional<String> missing = rows.missing(given);
        if (missing.isPresent()) {
            return usage(missing(missing.get()));
        }
        // A command line's own are refused when it is read; a plan may give what excludes them.
        Optional<String> conflict = rows.conflict(given);
        if (conflict.isPresent()) {
            return usage(new UsageException(Reason.OPTIONS_CONFLICT, conflict.get(), seeHelp()));
        }
        rows.loadAhead(given);
        return call(given);
    }

    private UsageException missing(String what) {
        return new UsageException(Reason.OPTION_MISSING, what, seeHelp());
    }

    private int call(Given given) throws KeyTransferException {
        Command command = commands.make(entry, given);
        ConsoleOptions told = new ConsoleOptions(given);
        console.configure(told.quiet(), told.verbose(), new JsonOption(given).isGiven());
        tellSettings();
        Call call = new Call(entry.name(), rows, given, console, refused);
        try (CommandRecord recording = new CommandRecord(command, call)) {
            return call.ended(recorded(command, call, recording));
        }
    }

    /** The option that names a plan stands for all that the plan says of the command. */
    private Given withPlan(Given typed) throws KeyTransferException {
        // A start without it must not load the plan's classes.
        if (!typed.has(PlanOptions.PLAN)) {
            return typed;
        }
        UsedSettings used = usedSettings(typed);
        return Commands.planReader().completed(entry.name(), typed, typed.and(values(used)), used);
    }

    private Given withSettings(Given given) throws KeyTransferException {
        UsedSettings used = UsedSettings.NONE;
        try {
            used = usedSettings(given);
        } catch (KeyTransferException e) {
            if (commands.make(entry, Given.NOTHING).needsSettings()) {
                throw e;
            }
            refused = e;
        }
        console.uses(used);
        if (used.isEmpty()) {
            return given;
        }
        console.files().reads(used.file());
        return given.and(values(used));
    }

    private UsedSettings usedSettings(Given given) throws KeyTransferException {
        return console.takesSettings()
                ? Settings.of(commands, entry, rows, given)
                : UsedSettings.NONE;
    }

    /** The values of a settings file are read as those of a command line are. */
    private Given values(UsedSettings used) {
        if (used.isEmpty()) {
            return Given.NOTHING;
        }
        OptionModel.Read read = commands.model(entry).read(used.words());
        if (read.wrong().isPresent()) {
            throw error(read.wrong().get(), used);
        }
        return read.given();
    }

    private void tellSettings() {
        if (console.isVerbose() && console.takesSettings()) {
            UsedSettings used = console.settings();
            if (!used.file().toString().isEmpty()) {
                console.note((used.isNone() ? "no settings file " : "settings: ") + used.file());
            }
            console.note("state: " + stateFolder());
            used.values()
                    .forEach(value -> console.note(value.word() + " is from " + used.place(value)));
        }
    }

    private static String stateFolder() {
        try {
            return StateFolder.ofUser("").toString();
        } catch (FileException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A command whose record could not be written does not begin; one that has ended has one. */
    private int recorded(Command command, Call call, CommandRecord recording) {
        int begun =
                guarded(
                        () -> {
                            recording.begin();
                            return ExitCode.DONE;
                        });
        if (begun != ExitCode.DONE) {
            return begun;
        }
        int exit =
                guarded(
                        () -> {
                            FilesOfOptions.nameIn(console.files(), rows, command.given());
                            command.run(call);
                            console.requireWritten();
                            return call.exitCode();
                        });
        int recorded =
                guarded(
                        () -> {
                            recording.end(exit);
                            return ExitCode.DONE;
                        });
        if (exit == ExitCode.DONE && recorded != ExitCode.DONE) {
            console.warn("the command did its work: only its record is missing");
        }
        return exit == ExitCode.DONE ? recorded : exit;
    }

    private String seeHelp() {
        return "'" + Commands.PROGRAM + " " + entry.name() + " --help' lists the options";
    }

    private int usage(OptionModel.Read typed, ParameterException wrong) {
        // Who typed a value without its option has one that is too much, and lacks another.
        Optional<String> missing =
                rows.missing(typed.given())
                        .filter(what -> wrong instanceof UnmatchedArgumentException);
        return usage(
                unknownOption(typed.unmatched())
                        .map(this::unknown)
                        .or(() -> missing.map(this::missing))
                        .orElseGet(() -> error(wrong, UsedSettings.NONE)));
    }

    private int usage(UsageException error) {
        console.error(error.reason(), String.valueOf(error.getMessage()), error.hint());
        return ExitCode.USAGE;
    }

    private UsageException unknown(String option) {
        if (option.equals("-")) {
            return new UsageException(
                    Reason.VALUE_FORM, TypedPath.NO_STREAM, TypedPath.NAME_A_FILE);
        }
        Set<String> known = rows.names();
        String meant =
                Nearest.to(option, known).map(name -> "did you mean " + name + "? ").orElse("");
        return new UsageException(
                Reason.OPTION_UNKNOWN,
                "unknown option " + option,
                TypedSecret.advice(option, known)
                        .orElse((DASH.matcher(option).lookingAt() ? HYPHENS : meant) + seeHelp()));
    }

    private UsageException error(ParameterException e, UsedSettings used) {
        String place = place(e, used);
        if (e.getCause() instanceof KeyTransferException cause) {
            String option = e.getArgSpec() instanceof OptionSpec o ? o.longestName() + ": " : "";
            return new UsageException(
                    cause.reason(),
                    option + cause.getMessage() + place,
                    console.nextStep(cause).orElse(seeHelp()));
        }
        return new UsageException(reason(e), message(e) + place, seeHelp());
    }

    /** What is wrong may not have been typed. */
    private static String place(ParameterException e, UsedSettings used) {
        return e.getArgSpec() instanceof OptionSpec option
                ? used.values().stream()
                        .filter(value -> option.longestName().equals(value.option()))
                        .findFirst()
                        .map(value -> " (from " + used.place(value) + ")")
                        .orElse("")
                : "";
    }

    /**
     * Returns the first option that is not known: it is named before whatever else is wrong, which
     * may follow from it, or one with a secret, wherever it stands. Never what follows it: that is
     * the PIN.
     */
    private static Optional<String> unknownOption(List<String> unmatched) {
        List<String> unknown =
                unmatched.stream()
                        .filter(word -> word.startsWith("-") || DASH.matcher(word).lookingAt())
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
        if (e instanceof OverwrittenOptionException) {
            return Reason.VALUE_TWICE;
        }
        return e instanceof UnmatchedArgumentException ? Reason.OPTION_UNKNOWN : Reason.VALUE_FORM;
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException left) {
            int words = left.getUnmatched().size();
            return "too many arguments: "
                    + (words == 1 ? "1 word is" : words + " words are")
                    + " left over; a value with blanks needs quotes";
        }
        if (e instanceof OverwrittenOptionException twice) {
            return ((OptionSpec) twice.getOverwritten()).longestName() + " is given twice";
        }
        String message = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
        return lowerFirst(message.lines().findFirst().orElse("wrong usage"));
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private interface Step {
        int run() throws KeyTransferException;
    }

    private int guarded(Step step) {
        try {
            return step.run();
        } catch (UsageException e) {
            return usage(e);
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
            Optional<String> next =
                    also instanceof KeyTransferException known
                            ? NextStep.ofCode(known.reason().code())
                            : Optional.empty();
            console.warn(
                    "and then: " + also.getMessage() + next.map(step -> "; " + step).orElse(""));
        }
        return failed(e);
    }

    /**
     * Returns what went wrong first, and where; its message may hold anything, and is not shown.
     */
    static String named(Throwable error) {
        Throwable first = error;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first.getClass().getSimpleName()
                + Stream.of(first.getStackTrace()).findFirst().map(at -> " in " + at).orElse("");
    }

    /** No error leaves an operator without a next step. */
    private int failed(Throwable error) {
        if (!(error instanceof KeyTransferException known)) {
            console.error(
                    Reason.INTERNAL,
                    "this is a bug in keyhaul: " + named(error),
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
