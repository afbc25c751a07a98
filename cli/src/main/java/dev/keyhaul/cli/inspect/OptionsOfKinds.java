package dev.keyhaul.cli.inspect;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ExpectedServerOption;
import dev.keyhaul.cli.option.PasswordOptions;
import dev.keyhaul.cli.option.PfxOptions;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one table of what each option of {@code inspect} is for. */
final class OptionsOfKinds {
    private static final Set<Subject> BLOB = files(FileKind.BLOB);
    private static final Set<Subject> DOMAIN = files(FileKind.TPD);
    private static final Set<Subject> KEYS =
            with(
                    files(
                            FileKind.PRIVATE_KEY,
                            FileKind.ENCRYPTED_PRIVATE_KEY,
                            FileKind.WINDOWS_KEY),
                    Subject.SOURCE_KEY);
    private static final Set<Subject> PASSWORD =
            with(KEYS, Subject.of(FileKind.PFX), Subject.of(FileKind.TPD));
    private static final Set<Subject> MAC = Set.of(Subject.of(FileKind.PFX), Subject.SOURCE_KEY);

    /** A master copy, and a source of somebody else's, may use a token. */
    private static final Set<Subject> TOKEN = Set.of(Subject.TOKEN_KEY, Subject.SOURCE_KEY);

    private static final Map<Opt<?>, Set<Subject>> TABLE = table();

    private static Map<Opt<?>, Set<Subject>> table() {
        Map<Opt<?>, Set<Subject>> table = new HashMap<>();
        // What a part is for, and then what a smaller part within it is for.
        List.of(
                        Map.entry(AccessOptions.ROWS, KEYS),
                        Map.entry(TokenOptions.ROWS, TOKEN),
                        Map.entry(PfxOptions.ROWS, MAC),
                        Map.entry(PasswordOptions.ROWS, PASSWORD),
                        Map.entry(BlobOptions.ROWS, BLOB),
                        Map.entry(ExpectedServerOption.ROWS, DOMAIN))
                .forEach(
                        part ->
                                part.getKey()
                                        .all()
                                        .forEach(row -> table.put(row, part.getValue())));
        return table;
    }

    private OptionsOfKinds() {}

    private static Set<Subject> files(FileKind... kinds) {
        return Stream.of(kinds).map(Subject::of).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Subject> with(Set<Subject> some, Subject... more) {
        return Stream.concat(some.stream(), Stream.of(more))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether an option is for it. */
    private static boolean fits(Opt<?> option, Subject subject) {
        Set<Subject> those = TABLE.get(option);
        return those == null || those.contains(subject);
    }

    /**
     * Refuses an option that is for none of what was found.
     *
     * @param given the options that were given
     * @param found what is inspected, with its name; never empty
     */
    static void requireFit(Collection<Opt<?>> given, Map<String, Subject> found) {
        for (Opt<?> option : given) {
            if (found.values().stream().noneMatch(subject -> fits(option, subject))) {
                Map.Entry<String, Subject> first = found.entrySet().iterator().next();
                throw new UsageException(
                        Reason.OPTIONS_CONFLICT,
                        option.name()
                                + " does not apply: "
                                + first.getKey()
                                + " is "
                                + first.getValue().label()
                                + (found.size() == 1
                                        ? ""
                                        : ", and it applies to none of the "
                                                + found.size()
                                                + " inputs"),
                        "leave it out; it is for " + list(option));
            }
        }
    }

    private static String list(Opt<?> option) {
        return Subject.all().stream()
                .filter(subject -> fits(option, subject))
                .map(Subject::label)
                .collect(Collectors.joining(", "));
    }
}
