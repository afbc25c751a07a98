package dev.keyhaul.cli.command;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that help shows under one heading, by the classes that declare them.
 *
 * @param heading what they are for
 * @param classes the simple names: a reference would load classes that a command does not need
 */
record OptionGroup(String heading, Set<String> classes) {
    /** What many commands share: a command's help only names them. */
    static final List<OptionGroup> COMMON =
            List.of(
                    of("Reaching a vault", "VaultAccessOptions"),
                    of(
                            "Two people, and what an auditor asks for",
                            "RecordOptions",
                            "SigningOptions",
                            "ApprovalOptions"),
                    of(
                            "Tokens and passwords",
                            "AccessOptions",
                            "ModuleOptions",
                            "NewPasswordOptions",
                            "PasswordOptions",
                            "PfxOptions",
                            "RecipientPinOption",
                            "TokenOptions"),
                    of("Output", "OverwriteOption", "ReportingCommand", "ConsoleOptions"));

    private static final List<OptionGroup> NAMED =
            List.of(
                    of("The KEK", "KekOptions", "KekProvenanceOptions", "ExistingKek", "KekTrust"),
                    of("AWS and Google Cloud", "CloudOptions"),
                    of("Proof in a second token", "WrapOptions"),
                    of(
                            "Recipients and shares",
                            "RecipientOptions",
                            "ShareOptions",
                            "OpeningOptions"),
                    of("What you know of the store", "TrustOptions", "CopiesBeforeSeal"),
                    of("Files that az printed", "AzFiles"));

    /** A command's own options, first those without a heading of their own. */
    static final List<OptionGroup> OWN =
            Stream.concat(Stream.of(of("Options")), NAMED.stream()).toList();

    private static OptionGroup of(String heading, String... classes) {
        return new OptionGroup(heading, Set.of(classes));
    }

    /** Whether the option belongs here; in the group of no classes, those of no other group. */
    boolean holds(OptionSpec option) {
        String declaring = declaring(option);
        return classes.isEmpty()
                ? Stream.of(NAMED, COMMON)
                        .flatMap(List::stream)
                        .noneMatch(group -> group.classes.contains(declaring))
                : classes.contains(declaring);
    }

    private static String declaring(OptionSpec option) {
        return Optional.ofNullable(option.userObject())
                .map(Field.class::cast)
                .map(field -> field.getDeclaringClass().getNestHost().getSimpleName())
                .orElse("");
    }
}
