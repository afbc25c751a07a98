package dev.keyhaul.cli.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A completion script for fish, which picocli does not write. */
final class FishScript {
    private final List<String> lines = new ArrayList<>();

    private final String complete;
    private final String program;

    private FishScript(String program) {
        this.program = program;
        this.complete = "complete -c " + program;
    }

    /** Returns the script of a program, whose name its root has; commands have one or two words. */
    public static String of(CommandLine root) {
        FishScript script = new FishScript(root.getCommandName());
        script.lines.add("# completion of " + script.program + " for fish");
        script.words(root, "__fish_use_subcommand");
        for (Map.Entry<String, CommandLine> command : root.getSubcommands().entrySet()) {
            String first = "__fish_seen_subcommand_from " + command.getKey();
            Map<String, CommandLine> seconds = command.getValue().getSubcommands();
            String all = String.join(" ", seconds.keySet());
            String none =
                    first + (all.isEmpty() ? "" : "; and not __fish_seen_subcommand_from " + all);
            script.words(command.getValue(), none);
            script.options(command.getValue(), none);
            script.parameters(command.getValue(), none);
            seconds.forEach(
                    (name, line) ->
                            script.options(
                                    line, first + "; and __fish_seen_subcommand_from " + name));
        }
        return String.join("\n", script.lines);
    }

    private void words(CommandLine line, String where) {
        if (!line.getSubcommands().isEmpty()) {
            lines.add(
                    complete
                            + " -f -n '"
                            + where
                            + "' -a '"
                            + String.join(" ", line.getSubcommands().keySet())
                            + "'");
        }
    }

    private void options(CommandLine line, String where) {
        for (OptionSpec option : line.getCommandSpec().options()) {
            if (!option.hidden()) {
                lines.add(complete + " -n '" + where + "'" + names(option) + values(option));
            }
        }
    }

    private void parameters(CommandLine line, String where) {
        for (PositionalParamSpec parameter : line.getCommandSpec().positionalParameters()) {
            if (parameter.completionCandidates() != null) {
                lines.add(complete + " -n '" + where + "'" + values(parameter));
            }
        }
    }

    private static String names(OptionSpec option) {
        return List.of(option.names()).stream()
                .map(
                        name ->
                                name.startsWith("--")
                                        ? " -l " + name.substring(2)
                                        : " -s " + name.substring(1))
                .collect(Collectors.joining());
    }

    /** A value is a file's name, unless the option accepts a few words alone. */
    private static String values(ArgSpec option) {
        if (option.arity().max() == 0) {
            return "";
        } else if (option.completionCandidates() == null) {
            return " -r -F";
        }
        String words =
                StreamSupport.stream(option.completionCandidates().spliterator(), false)
                        .collect(Collectors.joining(" "));
        return (option.isOption() ? " -x" : " -f") + " -a '" + words + "'";
    }
}
