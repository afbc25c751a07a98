package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.LineWrap;
import dev.keyhaul.cli.row.Heading;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What help prints, as wide as the terminal: a text is filled, and picocli lays out options. In a
 * text each paragraph is one line, and so is each point, which begins with a hyphen, and each
 * command of an example, which is indented; two blanks or more separate a term from its meaning.
 */
final class HelpPage {
    private static final Pattern ROW = Pattern.compile("(  \\S+(?: \\S+)* {2,})(\\S.*)");
    private static final String INDENT = "  ";
    private static final String BELOW = "      ";

    /** How wide picocli's column of names is if explanations stand below. */
    private static final int BELOW_NAME = 2;

    /** A term's meaning stands beside it where it has this many columns, or else below. */
    private static final int ROOM = 30;

    private final int width;

    /**
     * Makes a page.
     *
     * @param columns how wide the terminal is; 0 if that does not matter
     */
    HelpPage(int columns) {
        this.width = columns == 0 ? LineWrap.USUAL_COLUMNS : columns;
    }

    /** Returns a line of a text with a term and its meaning. */
    static String row(String term, int termWidth, String meaning) {
        return INDENT + term + " ".repeat(termWidth - term.length()) + INDENT + meaning;
    }

    /** Returns the lines of a text. */
    List<String> filled(List<String> text) {
        return text.stream().flatMap(line -> filled(line).stream()).toList();
    }

    private List<String> filled(String line) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
            String term = row.group(1);
            return width - term.length() < ROOM
                    ? Stream.of(
                                    List.of(term.stripTrailing()),
                                    LineWrap.of(BELOW, row.group(2), width, BELOW))
                            .flatMap(List::stream)
                            .toList()
                    : LineWrap.of(term, row.group(2), width, " ".repeat(term.length()));
        } else if (line.startsWith(INDENT + Commands.PROGRAM)) {
            return LineWrap.of(INDENT, line.strip(), width, INDENT);
        }
        return line.startsWith(" ") || line.startsWith("- ")
                ? LineWrap.of(line, width)
                : LineWrap.of("", line, width, "");
    }

    /** Returns a heading and its options, explained; nothing if the command has none of them. */
    private static String section(CommandLine.Help help, Heading heading) {
        List<OptionSpec> options = OptionModel.options(help.commandSpec(), heading);
        if (options.isEmpty()) {
            return "";
        }
        CommandLine.Help.Layout layout =
                help.createDefaultLayout(options, List.of(), help.colorScheme());
        layout.addOptions(options, help.createDefaultParamLabelRenderer());
        return "\n" + heading.text() + ":\n" + layout;
    }

    /** Returns the options that many commands share, or those that they do not, by heading. */
    static String sections(CommandLine.Help help, boolean isCommon) {
        return Stream.of(Heading.values())
                .filter(heading -> heading.isCommon() == isCommon)
                .map(heading -> section(help, heading))
                .collect(Collectors.joining());
    }

    /** Returns the names of a command's options that many commands share. */
    List<String> named(CommandSpec command) {
        return Stream.concat(
                        filled("Common options ('keyhaul help options' explains them):").stream(),
                        LineWrap.of(INDENT, OptionModel.common(command), width, INDENT).stream())
                .toList();
    }

    /** Returns picocli's help of a command, whose tables are as wide as the page. */
    CommandLine.Help help(CommandSpec command) {
        return help(command, CommandLine.Help.defaultColorScheme(Ansi.OFF));
    }

    /** Returns picocli's help of a command, with colours. */
    CommandLine.Help help(CommandSpec command, ColorScheme colours) {
        return new CommandLine.Help(command, colours) {
            @Override
            public Layout createDefaultLayout(
                    List<OptionSpec> options,
                    List<PositionalParamSpec> arguments,
                    ColorScheme scheme) {
                int names = calcLongOptionColumnWidth(options, arguments, scheme);
                boolean isBeside = width - names >= ROOM;
                int column = isBeside ? names : BELOW_NAME;
                int room = width - column - BELOW.length();
                String next = isBeside ? INDENT : "";
                return new Layout(
                        scheme,
                        // So wide that picocli itself never breaks a line: it would cut URLs.
                        TextTable.forDefaultColumns(scheme, column, LineWrap.USUAL_COLUMNS * 2),
                        (option, labels, ansi) ->
                                createDefaultOptionRenderer()
                                        .render(
                                                OptionSpec.builder(option)
                                                        .description(filled(option, room, next))
                                                        .build(),
                                                labels,
                                                ansi),
                        (argument, labels, ansi) ->
                                createDefaultParameterRenderer()
                                        .render(
                                                PositionalParamSpec.builder(argument)
                                                        .description(filled(argument, room, next))
                                                        .build(),
                                                labels,
                                                ansi));
            }
        };
    }

    private static String[] filled(ArgSpec arg, int columns, String next) {
        String text = String.join(" ", arg.description());
        return LineWrap.of("", text, columns, next).toArray(String[]::new);
    }
}
