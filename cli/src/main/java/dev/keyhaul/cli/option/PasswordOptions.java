package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.secret.PasswordSource;
import java.nio.file.Path;

/** Where the password of an input file comes from. */
public record PasswordOptions(Given given) {

    static final Opt<Path> PASSWORD_FILE =
            Opt.input(
                    "--password-file FILE",
                    "password of an input file",
                    Not.SECRET,
                    Harmless.SECRET,
                    new BesidePlan());

    static final Opt<String> PASSWORD_ENV =
            Opt.text(
                    "--password-env NAME",
                    "password of an input file, from an environment variable",
                    Not.SECRET,
                    Harmless.SECRET,
                    new BesidePlan());

    public static final Rows ROWS =
            Rows.of(PasswordOptions.class, Heading.TOKENS).atMostOneOf(PASSWORD_FILE, PASSWORD_ENV);

    /** Returns where the file's password comes from: an option, or the terminal. */
    public PasswordSource of(Path file) {
        SecretSource source = of(file.toString());
        return () -> source.read("Password of " + file);
    }

    /** Returns the source of one password for input files, which {@code what} names. */
    public SecretSource of(String what) {
        return SecretSource.of("password of " + what, PASSWORD_FILE.name())
                .fromFile(given.get(PASSWORD_FILE))
                .fromEnvironment(given.get(PASSWORD_ENV));
    }

    /** Whether an option names the password. */
    public boolean isNamed() {
        return given.get(PASSWORD_FILE) != null || given.get(PASSWORD_ENV) != null;
    }
}
