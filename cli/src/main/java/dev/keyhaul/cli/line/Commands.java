package dev.keyhaul.cli.line;

import static java.util.stream.Collectors.joining;

import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.ResourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of Keyhaul: runs the one that a command line names.
 *
 * <p>A command's class is named after it, below the program's package: {@code byok create} is
 * {@code byok.ByokCreateCommand}. It is loaded when the command is named, and no sooner. That
 * package has these resources:
 *
 * <ul>
 *   <li>{@code help/byok-create.txt}: the text of a command's help
 *   <li>{@code topic/settings.txt}: the text of a topic that help explains
 *   <li>{@code exit-codes.txt}: what the exit codes mean, and which commands can end with each
 * </ul>
 */
public final class Commands {
    /** The only ones. */
    public static final Commands KEYHAUL = new Commands();

    static final String PROGRAM = "keyhaul";

    /** What the codes of errors begin with. */
    private static final String CODES = "KH-";

    private static final String ROOT = "dev.keyhaul.cli";

    private final List<Group> groups = CommandTable.GROUPS;
    private final List<Entry> all =
            groups.stream().flatMap(group -> group.entries().stream()).toList();

    /**
     * One command.
     *
     * @param name its words, such as {@code byok create}
     * @param summary what it does, for lists
     */
    public record Entry(String name, String summary) {
        /** Returns its one or two words. */
        public List<String> words() {
            return List.of(name.split(" "));
        }

        private String type() {
            StringBuilder camel = new StringBuilder();
            for (String word : name.split("[ -]", -1)) {
                camel.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
            return words().get(0).replace("-", "") + "." + camel + "Command";
        }
    }

    /**
     * Commands that help lists under one heading.
     *
     * @param heading the heading, such as {@code VAULT}
     * @param entries the commands, in order
     */
    public record Group(String heading, List<Entry> entries) {
        /** Lists the commands under a heading. */
        public Group(String heading, Entry... entries) {
            this(heading, List.of(entries));
        }
    }

    private Commands() {}

    /** Runs the command that the first words name, and returns its exit code. */
    public int run(List<String> words, Console console) {
        if (words.isEmpty() || words.get(0).equals("--help") || words.get(0).equals("-h")) {
            console.print(new Help(this, console.columns()).ofAll());
            return words.isEmpty() ? ExitCode.USAGE : ExitCode.DONE;
        }
        if (words.get(0).equals("--version") || words.get(0).equals("-V")) {
            console.print(PROGRAM + " " + Version.text());
            return ExitCode.DONE;
        }
        if (words.get(0).equals("help")) {
            return help(words.subList(1, words.size()), console);
        }
        Optional<Entry> entry = find(words);
        if (entry.isPresent()) {
            int used = entry.get().words().size();
            return new CommandRun(this, entry.get(), console)
                    .run(words.subList(used, words.size()));
        }
        // With --json, an error is also a JSON report.
        Given read = OptionModel.forReading(PROGRAM, JsonOption.ROWS).read(words).given();
        console.configure(false, false, new JsonOption(read).isGiven());
        return unknown(words, console);
    }

    /**
     * Runs a command with values that no command line has.
     *
     * @param name its words
     */
    public int run(String name, Given given, Console console) {
        return new CommandRun(this, find(List.of(name.split(" "))).orElseThrow(), console)
                .run(given);
    }

    /** Returns what reads plans: found by its name, since it knows the rows of all steps. */
    static PlanReader planReader() {
        try {
            return Class.forName(ROOT + ".ceremony.PlannedCommand")
                    .asSubclass(PlanReader.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("nothing reads plans", e);
        }
    }

    /**
     * {@code help byok create} is {@code byok create --help}; a topic and an error have help, too.
     */
    private int help(List<String> words, Console console) {
        if (words.size() == 1) {
            String asked = words.get(0);
            if (isErrorCode(asked)) {
                return explain(asked.toUpperCase(Locale.ROOT), console);
            }
            Optional<List<String>> topic = new Topics(this).lines(asked, console.columns());
            if (topic.isPresent()) {
                console.print(topic.get());
                return ExitCode.DONE;
            }
        }
        List<String> asked = new ArrayList<>(words);
        asked.add("--help");
        return run(asked, console);
    }

    /** Whether a word has the form of the codes that stand after an error's message. */
    private static boolean isErrorCode(String word) {
        return word.regionMatches(true, 0, CODES, 0, CODES.length());
    }

    private int explain(String code, Console console) {
        ErrorGuide errors = new ErrorGuide();
        if (errors.codes().contains(code)) {
            console.print(new HelpPage(console.columns()).filled(errors.explain(code)));
            return ExitCode.DONE;
        }
        console.error(
                Reason.COMMAND_UNKNOWN,
                "no error has the code '" + code + "'",
                Nearest.to(code, errors.codes())
                                .map(meant -> "did you mean '" + meant + "'? ")
                                .orElse("")
                        + "'"
                        + PROGRAM
                        + " help errors' lists the codes");
        return ExitCode.USAGE;
    }

    private int unknown(List<String> words, Console console) {
        String first = words.get(0);
        Optional<Entry> later = laterIn(words).filter(entry -> first.startsWith("-"));
        if (later.isPresent()) {
            String option = first.replaceFirst("(?s)=.*", "");
            console.error(
                    Reason.COMMAND_UNKNOWN,
                    option + " stands before the command",
                    "options follow it: '"
                            + String.join(" ", PROGRAM, later.get().name(), option)
                            + "'");
            return ExitCode.USAGE;
        }
        if (!inGroup(first).isEmpty()) {
            boolean help = words.size() > 1 && List.of("--help", "-h").contains(words.get(1));
            if (help) {
                console.print(new Help(this, console.columns()).ofGroup(first));
                return ExitCode.DONE;
            }
            if (words.size() == 1) {
                console.error(
                        Reason.COMMAND_UNKNOWN,
                        "'" + first + "' needs a second word",
                        list(first + " "));
            } else {
                String two = first + " " + words.get(1);
                noCommand(two, first + " ", Nearest.to(two, names()), console);
            }
            return ExitCode.USAGE;
        }
        String two = first + words.stream().skip(1).limit(1).map(w -> " " + w).collect(joining());
        Optional<String> meant = swapped(words).or(() -> Nearest.to(two, names()));
        noCommand(first, "", meant.or(() -> Nearest.to(first, names())), console);
        return ExitCode.USAGE;
    }

    /** Returns the command that a line has after its first word. */
    private Optional<Entry> laterIn(List<String> words) {
        return IntStream.range(1, words.size())
                .mapToObj(from -> find(words.subList(from, words.size())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Other programs have the verb first. */
    private Optional<String> swapped(List<String> words) {
        return words.size() < 2
                ? Optional.empty()
                : find(List.of(words.get(1), words.get(0))).map(Entry::name);
    }

    private void noCommand(String typed, String group, Optional<String> meant, Console console) {
        console.error(
                Reason.COMMAND_UNKNOWN,
                "unknown command '" + typed + "'",
                meant.map(name -> "did you mean '" + name + "'? ").orElse("") + list(group));
    }

    private String list(String group) {
        return "'" + PROGRAM + " " + group + "--help' lists the commands";
    }

    /** Returns all commands, under their headings. */
    public List<Group> groups() {
        return groups;
    }

    /** Returns all commands. */
    public List<Entry> all() {
        return all;
    }

    /** Returns the command that a command line begins with, if any. */
    public Optional<Entry> find(List<String> args) {
        // A stream would be slower, and every start comes by here.
        for (Entry entry : all) {
            List<String> words = entry.words();
            if (args.size() >= words.size() && args.subList(0, words.size()).equals(words)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** Returns the commands of two words whose first word this is. */
    public List<Entry> inGroup(String group) {
        return all.stream().filter(e -> e.name().startsWith(group + " ")).toList();
    }

    /** Returns what a person may type first: every command, and every group's word. */
    private List<String> names() {
        return all.stream().flatMap(e -> Stream.of(e.name(), e.words().get(0))).distinct().toList();
    }

    private static Class<? extends Command> type(Entry entry) {
        try {
            // By its name: a reference to each would load every command's class at each start.
            return Class.forName(ROOT + "." + entry.type()).asSubclass(Command.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no class for " + entry.name(), e);
        }
    }

    /** Returns the options of a command. */
    public Rows rows(Entry entry) {
        try {
            return (Rows) type(entry).getField("ROWS").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no rows of " + entry.name(), e);
        }
    }

    /** Makes a command of what a command line gave. */
    public Command make(Entry entry, Given given) {
        try {
            return type(entry).getConstructor(Given.class).newInstance(given);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no command " + entry.name(), e);
        }
    }

    SettingKeys settingKeys() {
        return new SettingKeys(
                Settable.ALL,
                () -> all.stream().flatMap(entry -> rows(entry).all().stream()).toList());
    }

    /** Returns the options of a command that has an effect on it. */
    private OptionModel without(Entry entry, OptionModel model) {
        CommandSpec spec = model.spec();
        if (!settingKeys().areFor(entry.name(), spec.optionsMap().keySet())) {
            spec.remove(spec.optionsMap().get(ConsoleOptions.SETTINGS.name()));
        }
        return model;
    }

    OptionModel model(Entry entry) {
        return without(entry, OptionModel.forReading(PROGRAM + " " + entry.name(), rows(entry)));
    }

    /** Returns picocli's model of a command's help. */
    public CommandLine line(Entry entry) {
        OptionModel help = OptionModel.forHelp(PROGRAM + " " + entry.name(), rows(entry));
        return without(entry, help).spec().commandLine();
    }

    ExitCodes exitCodes() {
        return new ExitCodes(resource("exit-codes.txt"));
    }

    /** Reads a text beside the program's commands. */
    String resource(String name) {
        String path = "/" + ROOT.replace('.', '/') + "/" + name;
        return ResourceText.read(getClass().getResourceAsStream(path), path);
    }
}
