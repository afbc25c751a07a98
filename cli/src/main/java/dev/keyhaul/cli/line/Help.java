package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.LineWrap;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Rows;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lists of commands; a command's own help is printed by picocli. */
final class Help {
    private final Commands commands;
    private final int columns;

    /**
     * Makes the lists.
     *
     * @param columns how wide the terminal is; 0 if that does not matter
     */
    Help(Commands commands, int columns) {
        this.commands = commands;
        this.columns = columns;
    }

    String ofAll() {
        return String.join(
                        "\n", new NarrowHelp(columns).filled(KeyhaulHelp.PURPOSE.lines().toList()))
                + """


                Usage: %1$s COMMAND [OPTIONS]

                %2$s

                '%1$s help COMMAND' shows a command's options, with an example.
                %4$s
                Start with: %1$s %3$s\
                """
                        .formatted(Commands.PROGRAM, groups(), KeyhaulHelp.FIRST, topics());
    }

    String ofGroup(String group) {
        return """
        Usage: %1$s %2$s COMMAND [OPTIONS]

        %3$s

        '%1$s help %2$s COMMAND' shows a command's options, with an example.%4$s\
        """
                .formatted(
                        Commands.PROGRAM,
                        group,
                        lines(commands.inGroup(group), width(commands.inGroup(group))),
                        KeyhaulHelp.GROUP_NOTES.getOrDefault(group, ""));
    }

    /** Explains the options that many commands share, each once. */
    String ofOptions() {
        CommandSpec shared = CommandSpec.create();
        for (Commands.Entry entry : commands.all()) {
            CommandSpec command = commands.line(entry).getCommandSpec();
            for (OptionSpec option : command.options()) {
                if (((Rows) option.userObject()).heading().isCommon()
                        && Stream.of(option.names()).noneMatch(shared.optionsMap()::containsKey)) {
                    shared.addOption(OptionSpec.builder(option).build());
                }
            }
        }
        shared.usageMessage().width(CommandHelp.WIDTH);
        CommandLine.Help help =
                new CommandLine.Help(
                        shared, CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        NarrowHelp narrow = new NarrowHelp(columns);
        return "Options that many commands share. A command accepts those that its help names.\n"
                + Stream.of(Heading.values())
                        .filter(Heading::isCommon)
                        .map(
                                heading ->
                                        columns > 0
                                                ? String.join("\n", narrow.options(shared, heading))
                                                        + "\n"
                                                : CommandHelp.section(help, heading))
                        .collect(Collectors.joining())
                        .stripTrailing();
    }

    private String topics() {
        List<String> names = new Topics(commands).all().stream().map(Commands.Entry::name).toList();
        return String.join(
                "\n",
                LineWrap.of(
                        "",
                        "'%1$s help TOPIC' explains: %2$s. '%1$s help CODE' explains an error by its code."
                                .formatted(Commands.PROGRAM, String.join(", ", names)),
                        columns == 0 ? LineWrap.USUAL_COLUMNS : columns,
                        ""));
    }

    private String groups() {
        int width = width(commands.all());
        return commands.groups().stream()
                .map(group -> group.heading() + "\n" + lines(group.entries(), width))
                .collect(Collectors.joining("\n"));
    }

    private static int width(List<Commands.Entry> entries) {
        return entries.stream().mapToInt(e -> e.name().length()).max().orElse(1);
    }

    private String lines(List<Commands.Entry> entries, int width) {
        String name = "  %-" + width + "s  ";
        NarrowHelp narrow = new NarrowHelp(columns);
        return entries.stream()
                .flatMap(e -> narrow.summary(name.formatted(e.name()), e.summary()).stream())
                .collect(Collectors.joining("\n"));
    }
}
