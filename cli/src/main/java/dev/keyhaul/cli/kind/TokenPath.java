package dev.keyhaul.cli.kind;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.TypedPath;
import dev.keyhaul.pkcs11.TokenSelector;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that this host's operator gives to a name: to a token, by its serial number or its label,
 * or to a place of a plan.
 *
 * @param name empty if it is for all
 * @param file the file, or the folder
 */
public record TokenPath(Optional<String> name, Path file) {
    /** A label may have an equals sign, too: what follows the last one is an absolute path. */
    private static final Pattern NAMED =
            Pattern.compile("(?s)([^/].*)=((?:/|\\\\|[A-Za-z]:[\\\\/]).*)");

    /** Returns a file for all. */
    public static TokenPath ofAll(Path file) {
        return new TokenPath(Optional.empty(), file);
    }

    /** Reads {@code PATH}, or {@code NAME=PATH} with an absolute path. */
    public static TokenPath parse(String text) throws MalformedIdentifierException {
        Matcher named = NAMED.matcher(text);
        return named.matches()
                ? new TokenPath(Optional.of(named.group(1)), TypedPath.of(named.group(2)))
                : ofAll(TypedPath.of(text));
    }

    /**
     * Returns it if it has a name.
     *
     * @throws MalformedIdentifierException if it has none
     */
    public TokenPath requireNamed(String option) throws MalformedIdentifierException {
        if (name.isEmpty()) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    option + " " + file + " does not say what the path is for",
                    "write " + option + " NAME=/absolute/path");
        }
        return this;
    }

    /** Returns the file of a token: by its serial number, else by its label. */
    public static Optional<Path> of(List<TokenPath> all, TokenSelector token) {
        return named(all, token.serial()).or(() -> named(all, token.label()));
    }

    /** Returns the file of a name. */
    public static Optional<Path> named(List<TokenPath> all, @Nullable String name) {
        return all.stream()
                .filter(one -> one.name.isPresent() && one.name.get().equals(name))
                .map(TokenPath::file)
                .findFirst();
    }

    /** Returns it as an option has it. */
    public String text() {
        return name.map(known -> known + "=").orElse("") + file;
    }
}
