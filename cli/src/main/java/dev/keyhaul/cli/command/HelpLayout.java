package dev.keyhaul.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A command's help: what it must be given, its own options in groups, and the names of those that
 * many commands share, which {@code keyhaul help options} explains.
 */
final class HelpLayout {
    static final int WIDTH = 100;

    private HelpLayout() {}

    /** Applies the layout, and what the command's text says before and after its options. */
    static CommandLine appliedTo(CommandLine line, String command) {
        line.getCommandSpec()
                .usageMessage()
                .description(forPicocli(before(command)))
                .footer(forPicocli(after(command)));
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> synopsis(help.commandSpec()));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
        return line;
    }

    /** Picocli formats each line, so a percent sign is doubled. */
    private static String[] forPicocli(List<String> lines) {
        return lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new);
    }

    /** Returns what the command's text says before its options. */
    static List<String> before(String command) {
        List<String> text = text(command);
        return text.subList(0, text.indexOf(""));
    }

    /** Returns what the command's text says after its options, with its example. */
    static List<String> after(String command) {
        List<String> text = text(command);
        return text.subList(text.indexOf(""), text.size());
    }

    /** Reads {@code byok-create.txt}. */
    private static List<String> text(String command) {
        String name = "/dev/keyhaul/cli/help/" + command.replace(' ', '-') + ".txt";
        try (InputStream file = HelpLayout.class.getResourceAsStream(name)) {
            byte[] utf8 = Objects.requireNonNull(file, name).readAllBytes();
            return new String(utf8, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the command's words, with what it must be given. */
    static String synopsis(CommandSpec spec) {
        Stream<String> required =
                spec.options().stream()
                        // A group's options count as required: one of them, if any is given.
                        .filter(option -> option.required() && option.group() == null)
                        .map(option -> option.shortestName() + " " + option.paramLabel());
        Stream<String> positional =
                spec.positionalParameters().stream().map(parameter -> parameter.paramLabel());
        String words =
                Stream.of(positional, required, Stream.of("[OPTIONS]"))
                        .flatMap(part -> part)
                        .collect(Collectors.joining(" "));
        return spec.qualifiedName() + " " + words + "\n";
    }

    private static String options(Help help) {
        StringBuilder text = new StringBuilder();
        for (OptionGroup group : OptionGroup.OWN) {
            text.append(section(help, "\n" + group.heading() + ":\n", group::holds));
        }
        List<String> common =
                OptionGroup.COMMON.stream()
                        .flatMap(
                                group -> help.commandSpec().options().stream().filter(group::holds))
                        .map(OptionSpec::longestName)
                        .toList();
        return text
                + "\nCommon options ('keyhaul help options' explains them):\n"
                + wrapped(common);
    }

    private static String wrapped(List<String> names) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(" ");
        for (String name : names) {
            if (line.length() + 1 + name.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(" ");
            }
            line.append(' ').append(name);
        }
        return text.append(line).append('\n').toString();
    }

    /** Returns a heading and the options, explained; nothing if the command has none of them. */
    static String section(Help help, String heading, Predicate<OptionSpec> which) {
        List<OptionSpec> options = help.commandSpec().options().stream().filter(which).toList();
        if (options.isEmpty()) {
            return "";
        }
        Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
        layout.addOptions(options, help.createDefaultParamLabelRenderer());
        return heading + layout;
    }
}
