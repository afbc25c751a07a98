package dev.keyhaul.cli.option;

import dev.keyhaul.backup.opening.PassphraseStrength;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import java.nio.file.Path;
import java.util.Optional;

/** Where the password of a new file comes from. */
public record NewPasswordOptions(Given given) {

    static final Opt<Path> OUT_PASSWORD_FILE =
            Opt.input("--out-password-file FILE", "password of an output file", Not.SECRET);

    static final Opt<String> OUT_PASSWORD_ENV =
            Opt.text(
                    "--out-password-env NAME",
                    "password of an output file, from an environment variable",
                    Not.SECRET);

    public static final Rows ROWS =
            Rows.of(NewPasswordOptions.class, Heading.TOKENS)
                    .atMostOneOf(OUT_PASSWORD_FILE, OUT_PASSWORD_ENV);

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
        return SecretSource.of("password of " + what, OUT_PASSWORD_FILE.name())
                .fromFile(given.get(OUT_PASSWORD_FILE))
                .fromEnvironment(given.get(OUT_PASSWORD_ENV));
    }

    /** Returns where it comes from, for those who approve; never the password. */
    public String covered() {
        return file().map(file -> "in " + file.toAbsolutePath())
                .or(() -> given.find(OUT_PASSWORD_ENV).map(name -> "in the variable " + name))
                .orElse("typed");
    }

    /** Returns the file of the password, for a password that is made here. */
    public Optional<Path> file() {
        return given.find(OUT_PASSWORD_FILE);
    }
}
