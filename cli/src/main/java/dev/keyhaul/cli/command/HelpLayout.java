package dev.keyhaul.cli.command;

import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.PasswordOptions;
import dev.keyhaul.cli.option.PfxOptions;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.option.TokenOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
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
 * A command's help: what it must be given, then its own options, what is kept for an auditor, what
 * opens keys, and last how it answers.
 */
final class HelpLayout {
    private static final Set<Class<?>> ACCESS =
            Set.of(
                    AccessOptions.class,
                    ModuleOptions.class,
                    NewPasswordOptions.class,
                    PasswordOptions.class,
                    PfxOptions.class,
                    RecipientPinOption.class,
                    TokenOptions.class);

    private static final Set<Class<?>> OUTPUT =
            Set.of(ConsoleOptions.class, OverwriteOption.class, ReportingCommand.class);

    private static final Set<Class<?>> EVIDENCE =
            Set.of(RecordOptions.class, SigningOptions.class, ApprovalOptions.class);

    private HelpLayout() {}

    /** Applies the layout, and what the command's text says before and after its options. */
    static CommandLine appliedTo(CommandLine line, String command) {
        List<String> text = text(command);
        int footer = text.indexOf("");
        line.getCommandSpec()
                .usageMessage()
                .description(text.subList(0, footer).toArray(String[]::new))
                .footer(text.subList(footer, text.size()).toArray(String[]::new));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, HelpLayout::synopsis);
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
        return line;
    }

    /** Reads {@code byok-create.txt}; picocli formats each line, so a percent sign is doubled. */
    private static List<String> text(String command) {
        String name = "/dev/keyhaul/cli/help/" + command.replace(' ', '-') + ".txt";
        try (InputStream file = HelpLayout.class.getResourceAsStream(name)) {
            byte[] utf8 = Objects.requireNonNull(file, name).readAllBytes();
            return new String(utf8, StandardCharsets.UTF_8).replace("%", "%%").lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String synopsis(Help help) {
        Stream<String> required =
                help.commandSpec().options().stream()
                        // A group's options count as required: one of them, if any is given.
                        .filter(option -> option.required() && option.group() == null)
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
        Predicate<OptionSpec> evidence = option -> isOf(EVIDENCE, option);
        Predicate<OptionSpec> access = option -> isOf(ACCESS, option);
        Predicate<OptionSpec> output = option -> isOf(OUTPUT, option);
        return section(help, "\nOptions:\n", evidence.or(access).or(output).negate())
                + section(help, "\nTwo people, and what an auditor asks for:\n", evidence)
                + section(help, "\nTokens and passwords:\n", access)
                + section(help, "\nOutput:\n", output);
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
                && mixins.contains(field.getDeclaringClass().getNestHost());
    }
}
