package dev.keyhaul.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.cli.console.Version;
import dev.keyhaul.terminal.ManPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes a manual page for each command, from the same texts and options as its help. The build of
 * the bundle runs this.
 */
public final class ManPages {
    private static final String EXIT = "0 if it is done; docs/COMMANDS.md lists the other codes.";
    private static final String SEE_ALSO = "the documents in the folder docs of the installation.";

    private ManPages() {}

    /** Writes the pages into a folder: the only argument. */
    public static void main(String[] args) throws IOException {
        writeTo(Path.of(args[0]));
    }

    static void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder, "keyhaul", ofAll());
        for (CommandTable.Entry entry : CommandTable.ALL) {
            write(folder, pageName(entry), of(entry));
        }
    }

    private static void write(Path folder, String name, ManPage page) throws IOException {
        Files.write(folder.resolve(name + ".1"), page.text().getBytes(UTF_8));
    }

    private static String pageName(CommandTable.Entry entry) {
        return "keyhaul-" + String.join("-", entry.words());
    }

    private static ManPage ofAll() {
        ManPage page = new ManPage("keyhaul", Version.generator(), "Keyhaul");
        page.name("moves keys into Azure Key Vault and keeps master copies");
        page.section("SYNOPSIS").text("keyhaul COMMAND [OPTIONS]");
        page.section("DESCRIPTION").text(Help.PURPOSE);
        page.section("COMMANDS");
        for (CommandTable.Entry entry : CommandTable.ALL) {
            page.item(entry.name(), entry.summary());
        }
        return page.section("EXIT STATUS").text(EXIT).section("SEE ALSO").text(SEE_ALSO);
    }

    private static ManPage of(CommandTable.Entry entry) {
        CommandSpec spec = CommandRunner.commandLine(entry, entry.make()).getCommandSpec();
        ManPage page = new ManPage(pageName(entry), Version.generator(), "Keyhaul");
        page.name(entry.summary());
        page.section("SYNOPSIS").text(HelpLayout.synopsis(spec).strip());
        page.section("DESCRIPTION").lines(HelpLayout.before(entry.name()));
        spec.positionalParameters()
                .forEach(p -> page.item(p.paramLabel(), description(p.description())));
        for (OptionGroup group : OptionGroup.OWN) {
            options(page, group, spec);
        }
        for (OptionGroup group : OptionGroup.COMMON) {
            options(page, group, spec);
        }
        List<String> after = HelpLayout.after(entry.name());
        int example = after.indexOf("Example:");
        if (example > 0) {
            page.section("NOTES").lines(after.subList(0, example));
        }
        page.section("EXAMPLES").lines(after.subList(example + 1, after.size()));
        return page.section("EXIT STATUS")
                .text(EXIT)
                .section("SEE ALSO")
                .text("keyhaul(1); " + SEE_ALSO);
    }

    private static void options(ManPage page, OptionGroup group, CommandSpec spec) {
        List<OptionSpec> options = spec.options().stream().filter(group::holds).toList();
        if (options.isEmpty()) {
            return;
        }
        page.section(group.heading().toUpperCase(Locale.ROOT));
        for (OptionSpec option : options) {
            String names = List.of(option.names()).stream().collect(Collectors.joining(", "));
            String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
            page.item(names + value, description(option.description()));
        }
    }

    private static String description(String[] lines) {
        return String.join(" ", lines).replace("%%", "%");
    }
}
