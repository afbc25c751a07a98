package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.LineWrap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A command's help: what it must be given, its own options in groups, and the names of those that
 * many commands share, which {@code help options} explains.
 */
final class CommandHelp {
    private static final String USAGE = "Usage: ";

    private final String usage;
    private final List<String> text;

    CommandHelp(Commands commands, Commands.Entry entry) {
        List<String> lines =
                commands.resource("help/" + String.join("-", entry.words()) + ".txt")
                        .lines()
                        .toList();
        boolean saysUsage = lines.get(0).startsWith(USAGE);
        this.usage = saysUsage ? lines.get(0).substring(USAGE.length()) : "";
        this.text = saysUsage ? lines.subList(1, lines.size()) : lines;
    }

    /**
     * Returns the help's lines, in picocli's order.
     *
     * @param columns how wide the terminal is; 0 if that does not matter
     */
    List<String> lines(CommandLine line, int columns) {
        HelpPage page = new HelpPage(columns);
        line.setHelpFactory(page::help);
        Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
        sections.remove(UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING);
        sections.put(
                UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                help -> text(LineWrap.of(USAGE, synopsis(help.commandSpec()), columns, "    ")));
        sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, help -> text(page.filled(before())));
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> options(help, page));
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> text(page.filled(after())));
        return line.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing().lines().toList();
    }

    private static String options(CommandLine.Help help, HelpPage page) {
        return HelpPage.sections(help, false) + "\n" + text(page.named(help.commandSpec()));
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
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
        return "%s %s [OPTIONS]".formatted(spec.qualifiedName(), needed).replace("  ", " ");
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
}
