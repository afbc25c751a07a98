package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.secret.SecretSource;
import java.nio.file.Path;

/** The PINs of a command with two tokens: the one that has the key, and the one that gets it. */
public record ImportPins(Given given) {

    static final Opt<Path> SOURCE_PIN_FILE =
            Opt.input(
                    "--source-pin-file FILE",
                    "PIN of the token that has the key, from a file",
                    Not.SECRET,
                    Harmless.SECRET);

    static final Opt<String> SOURCE_PIN_ENV =
            Opt.text(
                    "--source-pin-env NAME",
                    "PIN of the token that has the key, from an environment variable",
                    Not.SECRET,
                    Harmless.SECRET);

    static final Opt<Integer> SOURCE_PIN_FD =
            Opt.of(
                    "--source-pin-fd N",
                    Kind.number(),
                    "PIN of the token that has the key, from an open file descriptor",
                    Not.SECRET,
                    Harmless.SECRET);

    static final Opt<Path> TOKEN_PIN_FILE =
            Opt.input(
                    "--token-pin-file FILE",
                    "PIN of the token that gets the key, from a file",
                    Not.SECRET,
                    Harmless.SECRET);

    static final Opt<String> TOKEN_PIN_ENV =
            Opt.text(
                    "--token-pin-env NAME",
                    "PIN of the token that gets the key, from an environment variable",
                    Not.SECRET,
                    Harmless.SECRET);

    static final Opt<Integer> TOKEN_PIN_FD =
            Opt.of(
                    "--token-pin-fd N",
                    Kind.number(),
                    "PIN of the token that gets the key, from an open file descriptor",
                    Not.SECRET,
                    Harmless.SECRET);

    public static final Rows ROWS =
            Rows.of(ImportPins.class, Heading.TOKENS)
                    .atMostOneOf(SOURCE_PIN_FILE, SOURCE_PIN_ENV, SOURCE_PIN_FD)
                    .atMostOneOf(TOKEN_PIN_FILE, TOKEN_PIN_ENV, TOKEN_PIN_FD);

    /** Returns where the PIN of the token comes from that has the key. */
    public SecretSource source() {
        return SecretSource.of("PIN of the key's token", SOURCE_PIN_FILE.name())
                .fromFile(given.get(SOURCE_PIN_FILE))
                .fromEnvironment(given.get(SOURCE_PIN_ENV))
                .fromDescriptor(given.get(SOURCE_PIN_FD));
    }

    /** Returns where the PIN of the token comes from that gets the key. */
    public SecretSource token() {
        return SecretSource.of("PIN of the token that gets the key", TOKEN_PIN_FILE.name())
                .fromFile(given.get(TOKEN_PIN_FILE))
                .fromEnvironment(given.get(TOKEN_PIN_ENV))
                .fromDescriptor(given.get(TOKEN_PIN_FD));
    }
}
