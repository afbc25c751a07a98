package dev.keyhaul.cli.option;

import dev.keyhaul.backup.opening.PassphraseStrength;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the password of a new file comes from. */
public final class NewPasswordOptions {
    @ArgGroup private Ways way = new Ways();

    /** One of them, or none: then the terminal is asked. */
    static final class Ways {
        @Option(
                names = "--out-password-file",
                paramLabel = "FILE",
                description = "password of an output file")
        private @Nullable Path file;

        @Option(
                names = "--out-password-env",
                paramLabel = "NAME",
                description = "password of an output file, from an environment variable")
        private @Nullable String environment;
    }

    /**
     * Returns where the new file's password comes from: an option, or the terminal, twice. A weak
     * one is accepted with a warning, since other programs may allow no better.
     */
    public PasswordSource of(Path file, Console console) {
        SecretSource source = of(file.toString());
        return () -> {
            Passphrase password = source.readNew("New password of " + file);
            if (PassphraseStrength.isWeak(password)) {
                console.warn(
                        "the password of "
                                + file
                                + " has fewer than "
                                + PassphraseStrength.MIN_CHARACTERS
                                + " characters: anyone who has the file could guess it");
            }
            return password;
        };
    }

    /** Returns the source of one password for new files, which {@code what} names. */
    public SecretSource of(String what) {
        return SecretSource.of("password of " + what, "--out-password-file")
                .fromFile(way.file)
                .fromEnvironment(way.environment);
    }

    /** Returns where it comes from, for those who approve; never the password. */
    public String covered() {
        if (way.file != null) {
            return "in " + way.file.toAbsolutePath();
        }
        return way.environment == null ? "typed" : "in the variable " + way.environment;
    }

    /** Returns the file of the password, for a password that is made here. */
    public Optional<Path> file() {
        return Optional.ofNullable(way.file);
    }
}
