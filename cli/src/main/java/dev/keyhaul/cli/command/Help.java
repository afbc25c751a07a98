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


                    What Keyhaul knows of trusted publishing domains is the observed behaviour of Exchange Server's importer, not a
                    Microsoft specification. No genuine AD RMS export was available. See docs/AD-RMS.md.""");

    private Help() {}

    static String ofAll() {
        return """
                Moves keys from HSMs, PFX files and AD RMS into Azure Key Vault, and keeps the master copy safe on
                premises.

                Usage: keyhaul COMMAND [OPTIONS]

                %s

                'keyhaul help COMMAND' shows a command's options, with an example.
                Start with: keyhaul demo"""
                .formatted(lines(CommandTable.ALL));
    }

    static String ofGroup(String group) {
        return """
                Usage: keyhaul %s COMMAND [OPTIONS]

                %s

                'keyhaul help %s COMMAND' shows a command's options, with an example.%s"""
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
