package dev.keyhaul.cli.command;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Lists of commands; a command's own help is printed by picocli. */
final class Help {
    /** What a whole group rests on. */
    private static final Map<String, String> GROUP_NOTES =
            Map.of(
                    "tpd",
                    """


                    What is known of trusted publishing domains is observed behaviour of Exchange Server's importer, not a
                    Microsoft specification; no genuine AD RMS export was at hand. docs/AD-RMS.md tells more.""");

    private Help() {}

    static String ofAll() {
        return """
                Moves RSA keys out of HSMs, PFX files and AD RMS into Azure Key Vault, and keeps the master copy
                safe on premises.

                Usage: keyhaul COMMAND [OPTIONS]

                %s

                'keyhaul COMMAND --help' tells a command's options, with an example.
                Start with: keyhaul demo"""
                .formatted(lines(CommandTable.ALL));
    }

    static String ofGroup(String group) {
        return """
                Usage: keyhaul %s COMMAND [OPTIONS]

                %s

                'keyhaul %s COMMAND --help' tells a command's options, with an example.%s"""
                .formatted(
                        group,
                        lines(CommandTable.inGroup(group)),
                        group,
                        GROUP_NOTES.getOrDefault(group, ""));
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
