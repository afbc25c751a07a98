package dev.keyhaul.cli.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.keyhaul.cli.console.LineWrap;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.row.Heading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A manual page for each command, from the same texts and options as its help. The build of the
 * bundle runs this.
 */
final class Manual {
    private final Commands commands = Commands.KEYHAUL;
    private final Related related = Related.ofCommands();

    private Manual() {}

    /** Writes the pages into a folder: the only argument. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        Manual manual = new Manual();
        write(folder, Commands.PROGRAM, manual.ofAll());
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            write(folder, pageName(entry), manual.of(entry));
        }
    }

    private static void write(Path folder, String name, ManPage page) throws IOException {
        Files.write(folder.resolve(name + ".1"), page.text().getBytes(UTF_8));
    }

    private static String pageName(Commands.Entry entry) {
        return Commands.PROGRAM + "-" + String.join("-", entry.words());
    }

    private ManPage page(String name, String summary) {
        String source = Commands.PROGRAM + " " + Version.text();
        ManPage page = new ManPage(name, source, KeyhaulHelp.TITLE);
        page.name(summary);
        return page.section("SYNOPSIS");
    }

    private ManPage ofAll() {
        ManPage page = page(Commands.PROGRAM, KeyhaulHelp.SUMMARY);
        page.text(Commands.PROGRAM + " COMMAND [OPTIONS]");
        page.section("DESCRIPTION").text(KeyhaulHelp.PURPOSE);
        page.section("COMMANDS");
        for (Commands.Entry entry : commands.all()) {
            page.item(entry.name(), entry.summary());
        }
        exitStatus(page, commands.exitCodes().all());
        return page.section("SEE ALSO").text(KeyhaulHelp.SEE_ALSO);
    }

    private ManPage of(Commands.Entry entry) {
        CommandSpec spec = commands.line(entry).getCommandSpec();
        CommandHelp text = new CommandHelp(commands, entry);
        ManPage page = page(pageName(entry), entry.summary());
        page.text(text.synopsis(spec).strip());
        page.section("DESCRIPTION").lines(text.before());
        spec.positionalParameters()
                .forEach(p -> page.item(p.paramLabel(), description(p.description())));
        for (Heading heading : Heading.values()) {
            options(page, heading, spec);
        }
        List<String> after = text.after().stream().flatMap(Manual::filled).toList();
        int example = after.indexOf("Example:");
        if (example > 0) {
            page.section("NOTES").lines(after.subList(0, example));
        }
        page.section("EXAMPLES").lines(after.subList(example + 1, after.size()));
        exitStatus(page, commands.exitCodes().of(entry.name(), spec));
        return page.section("SEE ALSO").text(seeAlso(entry));
    }

    /** What flows is left to man; a command, or a term and its meaning, is not broken there. */
    private static Stream<String> filled(String line) {
        return line.startsWith(" ")
                ? new HelpPage(LineWrap.USUAL_COLUMNS).filled(List.of(line)).stream()
                : Stream.of(line);
    }

    private static void exitStatus(ManPage page, List<ExitCodes.Code> codes) {
        page.section("EXIT STATUS");
        codes.forEach(code -> page.item(code.number(), code.meaning()));
    }

    private String seeAlso(Commands.Entry entry) {
        return Stream.concat(
                                Stream.of(Commands.PROGRAM),
                                related.commands(entry.name()).stream()
                                        .map(
                                                name ->
                                                        Commands.PROGRAM
                                                                + "-"
                                                                + name.replace(' ', '-')))
                        .map(name -> name + "(1)")
                        .collect(joining(", "))
                + related.pages(entry.name()).stream()
                        .map(page -> "; docs/" + page + ".md")
                        .collect(joining())
                + "; "
                + KeyhaulHelp.SEE_ALSO;
    }

    private void options(ManPage page, Heading heading, CommandSpec spec) {
        List<OptionSpec> options = OptionModel.options(spec, heading);
        if (options.isEmpty()) {
            return;
        }
        page.section(heading.text().toUpperCase(Locale.ROOT));
        for (OptionSpec option : options) {
            page.item(names(option), description(option.description()));
        }
    }

    /** Returns an option's names, with its value. */
    static String names(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return String.join(", ", option.names()) + value;
    }

    /** Returns what an option or an argument is for. */
    static String description(String[] lines) {
        return String.join(" ", lines).replace("%%", "%");
    }
}
