package dev.keyhaul.cli.line;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An option that a program does not have because its value would be a secret: who typed it has
 * shown that secret already, to the shell's history and to everybody who lists processes.
 */
final class TypedSecret {
    private static final List<String> SECRETS = List.of("pin", "password", "passphrase");

    /** Other words for a secret, and for where one is. */
    private static final List<String> ENDINGS = List.of("", "-value", "-text");

    private TypedSecret() {}

    /**
     * Returns what to do about a secret that was typed; none if the option is of another kind.
     *
     * @param option as it was typed, without its value
     * @param known the options of the command
     */
    static Optional<String> advice(String option, Collection<String> known) {
        return secret(option)
                .map(
                        secret ->
                                "a secret that was typed as an argument is in the shell's history"
                                        + " and was in the list of processes: change it, and clear"
                                        + " that history"
                                        + files(option, secret, known));
    }

    static boolean isOne(String option) {
        return secret(option).isPresent();
    }

    private static Optional<String> secret(String option) {
        String name = option.toLowerCase(Locale.ROOT).replaceFirst("^-+", "");
        return SECRETS.stream().filter(secret -> isOf(secret, name)).findFirst();
    }

    /** Such as {@code to-pin} and {@code pin-value}. */
    private static boolean isOf(String secret, String name) {
        return ENDINGS.stream()
                .map(ending -> secret + ending)
                .anyMatch(word -> name.equals(word) || name.endsWith("-" + word));
    }

    /** The option for this very secret, else those for all secrets of its kind. */
    private static String files(String option, String secret, Collection<String> known) {
        if (known.contains(option + "-file")) {
            return "; " + option + "-file reads it from a file";
        }
        String stem = secret.equals("pin") ? "pin" : "password";
        List<String> options =
                Stream.of("--", "--to-", "--so-", "--sign-", "--out-", "--share-")
                        .map(prefix -> prefix + stem + "-file")
                        .filter(known::contains)
                        .toList();
        return options.isEmpty()
                ? ""
                : "; "
                        + String.join(", ", options)
                        + (options.size() == 1 ? " reads" : " read")
                        + " it from a file";
    }
}
