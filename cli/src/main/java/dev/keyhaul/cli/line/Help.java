package dev.keyhaul.cli.line;

import dev.keyhaul.cli.row.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lists of commands; a command's own help is printed by picocli. */
final class Help {
    private final Commands commands;
    private final HelpPage page;

    /**
     * Makes the lists.
     *
     * @param columns how wide the terminal is; 0 if that does not matter
     */
    Help(Commands commands, int columns) {
        this.commands = commands;
        this.page = new HelpPage(columns);
    }

    List<String> ofAll() {
        int width = width(commands.all());
        List<String> text = new ArrayList<>();
        text.add(KeyhaulHelp.PURPOSE);
        text.add("");
        text.add("Usage: keyhaul COMMAND [OPTIONS]");
        text.add("");
        for (Commands.Group group : commands.groups()) {
            text.add(group.heading());
            group.entries().forEach(entry -> text.add(row(entry, width)));
        }
        text.add("");
        text.add("'keyhaul help COMMAND' shows a command's options, with an example.");
        text.add(
                new Topics(commands)
                        .all().stream()
                                .map(Commands.Entry::name)
                                .collect(
                                        Collectors.joining(
                                                ", ",
                                                "'keyhaul help TOPIC' explains: ",
                                                ". 'keyhaul help CODE' explains an error by its code.")));
        text.add("Start with: keyhaul " + KeyhaulHelp.FIRST);
        return page.filled(text);
    }

    List<String> ofGroup(String group) {
        List<Commands.Entry> entries = commands.inGroup(group);
        List<String> text = new ArrayList<>();
        text.add("Usage: keyhaul " + group + " COMMAND [OPTIONS]");
        text.add("");
        entries.forEach(entry -> text.add(row(entry, width(entries))));
        text.add("");
        text.add(
                "'%s help %s COMMAND' shows a command's options, with an example."
                        .formatted(Commands.PROGRAM, group));
        Optional.ofNullable(KeyhaulHelp.GROUP_NOTES.get(group))
                .ifPresent(note -> text.addAll(List.of("", note)));
        return page.filled(text);
    }

    private static int width(List<Commands.Entry> entries) {
        return entries.stream().mapToInt(entry -> entry.name().length()).max().orElse(1);
    }

    private static String row(Commands.Entry entry, int width) {
        return HelpPage.row(entry.name(), width, entry.summary());
    }

    /** Explains the options that many commands share, each once. */
    List<String> ofOptions() {
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
        String title =
                "Options that many commands share. A command accepts those that its help names.";
        return Stream.concat(
                        page.filled(List.of(title)).stream(),
                        HelpPage.sections(page.help(shared), true).lines())
                .toList();
    }
}
