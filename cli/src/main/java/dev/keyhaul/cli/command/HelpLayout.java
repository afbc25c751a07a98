package dev.keyhaul.cli.command;

import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.cli.option.FilePasswordOptions;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A command's help: what it must be given, then its own options, what is kept for an auditor, then
 * those of every command.
 */
final class HelpLayout {
    private static final Set<Class<?>> COMMON =
            Set.of(CommonOptions.class, FilePasswordOptions.class);

    private static final Set<Class<?>> EVIDENCE =
            Set.of(RecordOptions.class, SigningOptions.class, ApprovalOptions.class);

    private HelpLayout() {}

    static CommandLine appliedTo(CommandLine line) {
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, HelpLayout::synopsis);
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
        return line;
    }

    private static String synopsis(Help help) {
        Stream<String> required =
                help.commandSpec().options().stream()
                        .filter(OptionSpec::required)
                        .map(option -> option.shortestName() + " " + option.paramLabel());
        Stream<String> positional =
                help.commandSpec().positionalParameters().stream()
                        .map(parameter -> parameter.paramLabel());
        String words =
                Stream.of(positional, required, Stream.of("[OPTIONS]"))
                        .flatMap(part -> part)
                        .collect(Collectors.joining(" "));
        return help.commandSpec().qualifiedName() + " " + words + "\n";
    }

    private static String options(Help help) {
        Predicate<OptionSpec> common = option -> isOf(COMMON, option);
        Predicate<OptionSpec> evidence = option -> isOf(EVIDENCE, option);
        return section(help, "\nOptions:\n", common.or(evidence).negate())
                + section(help, "\nTwo people, and what an auditor asks for:\n", evidence)
                + section(help, "\nOptions of every command, where they apply:\n", common);
    }

    private static String section(Help help, String heading, Predicate<OptionSpec> which) {
        List<OptionSpec> options = help.commandSpec().options().stream().filter(which).toList();
        if (options.isEmpty()) {
            return "";
        }
        Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
        layout.addOptions(options, help.createDefaultParamLabelRenderer());
        return heading + layout;
    }

    private static boolean isOf(Set<Class<?>> mixins, ArgSpec option) {
        return option.userObject() instanceof Field field
                && mixins.contains(field.getDeclaringClass());
    }
}
