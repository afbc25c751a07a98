package dev.keyhaul.cli.inspect;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

    private static final Map<String, Set<Subject>> TABLE =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("--kek", BLOB),
                            Map.entry("--kid", BLOB),
                            Map.entry("--vault", BLOB),
                            Map.entry("--expect", DOMAIN),
                            Map.entry("--password-file", PASSWORD),
                            Map.entry("--password-env", PASSWORD),
                            Map.entry("--allow-no-mac", MAC),
                            Map.entry("--allow-weak-key", KEYS),
                            Map.entry("--module", TOKEN),
                            Map.entry("--pin-file-of", TOKEN),
                            Map.entry("--backend", TOKEN),
                            Map.entry("--pin-file", TOKEN),
                            Map.entry("--pin-env", TOKEN),
                            Map.entry("--pin-fd", TOKEN)));

    private OptionsOfKinds() {}

    private static Set<Subject> files(FileKind... kinds) {
        return Stream.of(kinds).map(Subject::of).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Subject> with(Set<Subject> some, Subject... more) {
        return Stream.concat(some.stream(), Stream.of(more))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the options that are for some kinds alone. */
    static Set<String> names() {
        return TABLE.keySet();
    }

    /** Whether an option is for it. */
    static boolean fits(String option, Subject subject) {
        Set<Subject> those = TABLE.get(option);
        return those == null || those.contains(subject);
    }

    /**
     * Refuses an option that is for none of what was found.
     *
     * @param given the longest names of the options that were given
     * @param found what is inspected, with its name; never empty
     */
    static void requireFit(Collection<String> given, Map<String, Subject> found) {
        for (String option : given) {
            if (found.values().stream().noneMatch(subject -> fits(option, subject))) {
                Map.Entry<String, Subject> first = found.entrySet().iterator().next();
                throw new UsageException(
                        Reason.OPTIONS_CONFLICT,
                        option
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

    private static String list(String option) {
        return Subject.all().stream()
                .filter(subject -> fits(option, subject))
                .map(Subject::label)
                .collect(Collectors.joining(", "));
    }
}
