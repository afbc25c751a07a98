package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.LineWrap;
import dev.keyhaul.cli.row.Heading;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A command's help: what it must be given, its own options in groups, and the names of those that
 * many commands share, which {@code help options} explains.
 */
final class CommandHelp {
    static final int WIDTH = LineWrap.USUAL_COLUMNS;
    private static final String USAGE = "Usage: ";

    private final String program;
    private final String usage;
    private final List<String> text;

    CommandHelp(Commands commands, Commands.Entry entry) {
        this.program = Commands.PROGRAM;
        List<String> lines =
                commands.resource("help/" + String.join("-", entry.words()) + ".txt")
                        .lines()
                        .toList();
        boolean saysUsage = lines.get(0).startsWith(USAGE);
        this.usage = saysUsage ? lines.get(0).substring(USAGE.length()) : "";
        this.text = saysUsage ? lines.subList(1, lines.size()) : lines;
    }

    /**
     * Returns the help's lines.
     *
     * @param columns how wide the terminal is; 0 if that does not matter
     */
    List<String> lines(CommandLine line, int columns) {
        if (columns > 0) {
            return new NarrowHelp(columns)
                    .of(
                            synopsis(line.getCommandSpec()).strip(),
                            before(),
                            line.getCommandSpec(),
                            commonOptions(),
                            after());
        }
        applyTo(line);
        return line.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing().lines().toList();
    }

    private String commonOptions() {
        return "Common options ('" + program + " help options' explains them):";
    }

    /** Applies the layout, and what the command's text says before and after its options. */
    private void applyTo(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .description(forPicocli(before()))
                .footer(forPicocli(after()));
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> synopsis(help.commandSpec()));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, this::options);
    }

    /** Picocli formats each line, so a percent sign is doubled. */
    private static String[] forPicocli(List<String> lines) {
        return lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new);
    }

    /** Returns what the command's text says before its options. */
    List<String> before() {
        return text.subList(0, text.indexOf(""));
    }

    /** Returns what the command's text says after its options, with its example. */
    List<String> after() {
        return text.subList(text.indexOf(""), text.size());
    }

    /**
     * Returns the command's words, with what it must be given: where one of several options is
     * needed, or two that belong together, the command's text begins with it.
     */
    String synopsis(CommandSpec spec) {
        String needed = usage.isEmpty() ? required(spec) : usage;
        return "%s %s [OPTIONS]".formatted(spec.qualifiedName(), needed).replace("  ", " ") + "\n";
    }

    private static String required(CommandSpec spec) {
        Stream<String> alternatives =
                spec.argGroups().stream()
                        .filter(group -> group.multiplicity().min() > 0)
                        .map(
                                group ->
                                        group.options().stream()
                                                .map(CommandHelp::withValue)
                                                .collect(Collectors.joining(" | ", "(", ")")));
        Stream<String> required =
                spec.options().stream()
                        // A group's options count as required: one of them, if any is given.
                        .filter(option -> option.required() && option.group() == null)
                        .map(CommandHelp::withValue);
        Stream<String> positional =
                spec.positionalParameters().stream().map(parameter -> parameter.paramLabel());
        return Stream.of(positional, alternatives, required)
                .flatMap(part -> part)
                .collect(Collectors.joining(" "));
    }

    private static String withValue(OptionSpec option) {
        return option.shortestName() + " " + option.paramLabel();
    }

    private String options(CommandLine.Help help) {
        String own =
                Stream.of(Heading.values())
                        .filter(heading -> !heading.isCommon())
                        .map(heading -> section(help, heading))
                        .collect(Collectors.joining());
        String common = OptionModel.common(help.commandSpec());
        return "%s\n%s\n%s"
                .formatted(own, commonOptions(), common.replaceAll("(.{1,98})( |$)", "  $1\n"));
    }

    /** Returns a heading and its options, explained; nothing if the command has none of them. */
    static String section(CommandLine.Help help, Heading heading) {
        List<OptionSpec> options = OptionModel.options(help.commandSpec(), heading);
        if (options.isEmpty()) {
            return "";
        }
        CommandLine.Help.Layout layout =
                help.createDefaultLayout(options, List.of(), help.colorScheme());
        layout.addOptions(options, help.createDefaultParamLabelRenderer());
        return "\n" + heading.text() + ":\n" + layout;
    }
}
