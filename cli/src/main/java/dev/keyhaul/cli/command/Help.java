package dev.keyhaul.cli.command;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lists of commands; a command's own help is printed by picocli. */
final class Help {
    /** What a whole group rests on. */
    private static final Map<String, String> GROUP_NOTES =
            Map.of(
                    "tpd",
                    """


                    What Keyhaul knows of trusted publishing domains is the observed behaviour of Exchange Server's importer, not a
                    Microsoft specification. No genuine AD RMS export was available. See docs/AD-RMS.md.\
                    """);

    /** What the program is for. */
    static final String PURPOSE =
            """
            Moves keys from HSMs, PFX files and AD RMS into Azure Key Vault, and keeps the master copy safe on
            premises.\
            """;

    private Help() {}

    static String ofAll() {
        return PURPOSE
                + """


                Usage: keyhaul COMMAND [OPTIONS]

                %s

                'keyhaul help COMMAND' shows a command's options, with an example.
                'keyhaul help options' explains the options that many commands share.
                Start with: keyhaul demo\
                """
                        .formatted(lines(CommandTable.ALL));
    }

    static String ofGroup(String group) {
        return """
        Usage: keyhaul %s COMMAND [OPTIONS]

        %s

        'keyhaul help %s COMMAND' shows a command's options, with an example.%s\
        """
                .formatted(
                        group,
                        lines(CommandTable.inGroup(group)),
                        group,
                        GROUP_NOTES.getOrDefault(group, ""));
    }

    /** Explains the options that many commands share, each once. */
    static String ofOptions() {
        CommandSpec shared = CommandSpec.create();
        for (CommandTable.Entry entry : CommandTable.ALL) {
            for (OptionSpec option :
                    CommandRunner.commandLine(entry, entry.make()).getCommandSpec().options()) {
                boolean isCommon =
                        OptionGroup.COMMON.stream().anyMatch(group -> group.holds(option));
                boolean isNew =
                        Stream.of(option.names()).noneMatch(shared.optionsMap()::containsKey);
                if (isCommon && isNew) {
                    shared.addOption(OptionSpec.builder(option).build());
                }
            }
        }
        shared.usageMessage().width(HelpLayout.WIDTH);
        CommandLine.Help help =
                new CommandLine.Help(
                        shared, CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return "Options that many commands share. A command accepts those that its help names.\n"
                + OptionGroup.COMMON.stream()
                        .map(
                                group ->
                                        HelpLayout.section(
                                                help, "\n" + group.heading() + ":\n", group::holds))
                        .collect(Collectors.joining())
                        .stripTrailing();
    }

    private static String lines(List<CommandTable.Entry> entries) {
        int width = entries.stream().mapToInt(e -> e.name().length()).max().orElse(0);
        return entries.stream()
                .map(e -> "  " + pad(e.name(), width) + "  " + e.summary())
                .collect(Collectors.joining("\n"));
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
