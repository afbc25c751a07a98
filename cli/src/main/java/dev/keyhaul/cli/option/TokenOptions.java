package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.secret.SecretSource;
import java.nio.file.Path;

/**
 * How a token is reached.
 *
 * @param module its module
 * @param pin where its PIN comes from
 */
public record TokenOptions(ModuleOptions module, SecretSource pin) {

    public static final Opt<Path> PIN_FILE =
            Opt.input(
                    "--pin-file FILE",
                    "token PIN, from a file",
                    Settable.PIN_FILE,
                    Harmless.SECRET,
                    new BesidePlan());

    static final Opt<String> PIN_ENV =
            Opt.text(
                    "--pin-env NAME",
                    "token PIN, from an environment variable",
                    Not.SECRET,
                    Harmless.SECRET,
                    new BesidePlan());

    static final Opt<Integer> PIN_FD =
            Opt.of(
                    "--pin-fd N",
                    Kind.number(),
                    "token PIN, from an open file descriptor",
                    Not.SECRET,
                    Harmless.SECRET,
                    new BesidePlan());

    public static final Rows ROWS =
            Rows.of(TokenOptions.class, Heading.TOKENS)
                    .and(ModuleOptions.ROWS)
                    .atMostOneOf(PIN_FILE, PIN_ENV, PIN_FD);

    /** Takes what a command line gave. */
    public TokenOptions(Given given) {
        this(
                new ModuleOptions(given),
                SecretSource.of("PIN", PIN_FILE.name())
                        .fromFile(given.get(PIN_FILE))
                        .fromEnvironment(given.get(PIN_ENV))
                        .fromDescriptor(given.get(PIN_FD)));
    }

    /** Whether the token's PIN comes from where it cannot be read twice. */
    public boolean isPinReadOnce() {
        return pin().isReadOnce();
    }
}
