package dev.keyhaul.cli.line;

import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Trait;
import dev.keyhaul.cli.row.Trait.InFolder;
import dev.keyhaul.cli.row.Trait.Writes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The reference in Markdown: a page for each command, for each topic and for the program, from the
 * same texts and options as help and the manual, and a table of contents.
 */
final class Reference {
    private static final String FOLDER = "reference/";
    private static final String TO_DOCUMENTS = "../";

    private final Commands commands = Commands.KEYHAUL;
    private final Related related = Related.ofCommands();
    private final Topics topics = new Topics(commands);

    /** Returns the text of each page, by its path in the folder of documents. */
    Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("COMMANDS.md", contents());
        pages.put(FOLDER + Commands.PROGRAM + ".md", ofProgram());
        commands.all().forEach(entry -> pages.put(FOLDER + file(entry), of(entry)));
        ownTopics().forEach(topic -> pages.put(FOLDER + file(topic), ofTopic(topic)));
        return pages;
    }

    private static String file(Commands.Entry entry) {
        return String.join("-", entry.words()) + ".md";
    }

    private Markdown page(String toDocuments) {
        return new Markdown(toDocuments, related::title);
    }

    /** The errors have a page of their own, and the options are on each command's page. */
    private List<Commands.Entry> ownTopics() {
        return topics.all().stream()
                .filter(topic -> KeyhaulHelp.TOPICS.contains(topic.name()))
                .toList();
    }

    private String contents() {
        Markdown page = page("").heading(1, "Commands");
        page.paragraph(
                "Each command has a page with its options, examples and exit codes. '%1$s help COMMAND' and 'man %1$s-COMMAND' have the same text on a host that has only the program."
                        .formatted(Commands.PROGRAM));
        page.part(
                "["
                        + Markdown.typed(Commands.PROGRAM)
                        + "]("
                        + FOLDER
                        + Commands.PROGRAM
                        + ".md) itself has the commands, and what help explains beside them.");
        groups(page, FOLDER);
        page.heading(2, "Exit codes").table("code", "meaning", codes(commands.exitCodes().all()));
        page.part("[Errors](ERRORS.md) has the cause and the remedy of each error, by its code.");
        for (Commands.Entry topic : ownTopics()) {
            List<HelpBlocks.Block> text = HelpBlocks.of(topics.text(topic.name()).orElseThrow());
            page.heading(2, topic.summary());
            if (text.get(0) instanceof HelpBlocks.Paragraph first) {
                page.paragraph(first.text());
            }
            page.part("More: [" + topic.summary() + "](" + FOLDER + file(topic) + ").");
        }
        return page.toString();
    }

    private void groups(Markdown page, String folder) {
        for (Commands.Group group : commands.groups()) {
            page.heading(2, sentence(group.heading()))
                    .table(
                            "command",
                            "what it does",
                            group.entries().stream()
                                    .map(
                                            entry ->
                                                    new HelpBlocks.Row(
                                                            link(entry, folder), entry.summary()))
                                    .toList());
        }
    }

    private static String link(Commands.Entry entry, String folder) {
        return "[" + Markdown.typed(entry.name()) + "](" + folder + file(entry) + ")";
    }

    private static String sentence(String heading) {
        return heading.charAt(0) + heading.substring(1).toLowerCase(Locale.ROOT);
    }

    private static List<HelpBlocks.Row> codes(List<ExitCodes.Code> codes) {
        return codes.stream().map(c -> new HelpBlocks.Row(c.number(), c.meaning())).toList();
    }

    private String ofProgram() {
        String program = Commands.PROGRAM;
        Markdown page = page(TO_DOCUMENTS).heading(1, program);
        page.paragraph(KeyhaulHelp.PURPOSE);
        page.code("text", List.of(program + " COMMAND [OPTIONS]"));
        page.table(
                "typed",
                "printed",
                Stream.of(
                                List.of("--help", "the commands"),
                                List.of("--version", "the version"),
                                List.of("help COMMAND", "a command's help"),
                                List.of("help TOPIC", "one of the topics below"),
                                List.of("help CODE", "an error's cause and remedy"))
                        .map(
                                row ->
                                        new HelpBlocks.Row(
                                                Markdown.typed(program + " " + row.get(0)),
                                                row.get(1)))
                        .toList());
        groups(page, "");
        page.heading(2, "Topics")
                .table(
                        "topic",
                        "what it explains",
                        topics.all().stream()
                                .map(
                                        topic ->
                                                new HelpBlocks.Row(
                                                        ownTopics().contains(topic)
                                                                ? link(topic, "")
                                                                : Markdown.typed(topic.name()),
                                                        topic.summary()))
                                .toList());
        return page.heading(2, "Exit codes")
                .table("code", "meaning", codes(commands.exitCodes().all()))
                .toString();
    }

    private String ofTopic(Commands.Entry topic) {
        return page(TO_DOCUMENTS)
                .heading(1, topic.summary())
                .paragraph("'" + Commands.PROGRAM + " help " + topic.name() + "' prints this page.")
                .text(topics.text(topic.name()).orElseThrow())
                .toString();
    }

    private String of(Commands.Entry entry) {
        CommandSpec spec = commands.line(entry).getCommandSpec();
        CommandHelp text = new CommandHelp(commands, entry);
        Markdown page = page(TO_DOCUMENTS);
        page.heading(1, Commands.PROGRAM + " " + entry.name());
        page.code("text", List.of(text.synopsis(spec).strip()));
        page.text(text.before());
        arguments(page, spec);
        for (Heading heading : Heading.values()) {
            options(page, heading, spec);
        }
        files(page, entry);
        List<String> after = text.after();
        int example = after.indexOf("Example:");
        if (example > 0 && !HelpBlocks.of(after.subList(0, example)).isEmpty()) {
            page.heading(2, "Notes").text(after.subList(0, example));
        }
        page.heading(2, "Examples").text(after.subList(example + 1, after.size()));
        page.heading(2, "Exit codes")
                .table("code", "meaning", codes(commands.exitCodes().of(entry.name(), spec)));
        seeAlso(page, entry, spec);
        return page.toString();
    }

    private static void arguments(Markdown page, CommandSpec spec) {
        if (!spec.positionalParameters().isEmpty()) {
            page.heading(2, "Arguments")
                    .table(
                            "argument",
                            "meaning",
                            spec.positionalParameters().stream()
                                    .map(
                                            p ->
                                                    new HelpBlocks.Row(
                                                            Markdown.typed(p.paramLabel()),
                                                            Manual.description(p.description())))
                                    .toList());
        }
    }

    private void options(Markdown page, Heading heading, CommandSpec spec) {
        List<OptionSpec> options = OptionModel.options(spec, heading);
        if (!options.isEmpty()) {
            page.heading(2, heading.text())
                    .table(
                            "option",
                            "meaning",
                            options.stream()
                                    .map(
                                            option ->
                                                    new HelpBlocks.Row(
                                                            Markdown.typed(Manual.names(option)),
                                                            Manual.description(
                                                                    option.description())))
                                    .toList());
        }
    }

    private void files(Markdown page, Commands.Entry entry) {
        List<HelpBlocks.Row> rows = new ArrayList<>();
        addFiles(rows, "it writes the file of", Writes.class, entry);
        addFiles(rows, "it reads or writes in the folder of", InFolder.class, entry);
        if (!rows.isEmpty()) {
            page.heading(2, "Files").table("", "option", rows);
        }
    }

    private void addFiles(
            List<HelpBlocks.Row> rows,
            String what,
            Class<? extends Trait.File> role,
            Commands.Entry entry) {
        String named =
                commands.rows(entry).all().stream()
                        .filter(row -> row.trait(role).isPresent())
                        .sorted(Comparator.comparing(row -> !row.names().isEmpty()))
                        .map(row -> row.names().isEmpty() ? "'" + row.label() + "'" : row.name())
                        .collect(Collectors.joining(", "));
        if (!named.isEmpty()) {
            rows.add(new HelpBlocks.Row(what, named));
        }
    }

    private void seeAlso(Markdown page, Commands.Entry entry, CommandSpec spec) {
        page.heading(2, "See also");
        List<String> links = new ArrayList<>();
        related.pages(entry.name())
                .forEach(p -> links.add("[" + related.title(p) + "](" + TO_DOCUMENTS + p + ".md)"));
        links.add(
                related.commands(entry.name()).stream()
                        .map(
                                name ->
                                        link(
                                                commands.find(List.of(name.split(" ")))
                                                        .orElseThrow(),
                                                ""))
                        .collect(Collectors.joining(", ")));
        if (spec.optionsMap().containsKey("--json")) {
            String schema = String.join("-", entry.words()) + ".schema.json";
            links.add("the schema of `--json`: [" + schema + "](../schema/" + schema + ")");
        }
        links.add("[all commands](../COMMANDS.md), [errors](../ERRORS.md)");
        page.part(
                links.stream()
                        .filter(link -> !link.isEmpty())
                        .map(link -> "* " + link)
                        .collect(Collectors.joining("\n")));
    }
}
