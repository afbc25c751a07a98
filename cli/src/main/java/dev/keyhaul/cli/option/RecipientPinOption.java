package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.secret.SecretSource;
import java.nio.file.Path;

/** The PIN of a second token, which gets the key. */
public record RecipientPinOption(Given given) {

    public static final Opt<Path> TO_PIN_FILE =
            Opt.input(
                    "--to-pin-file FILE",
                    "PIN of the recipient's token, from a file",
                    Settable.TO_PIN_FILE,
                    Harmless.SECRET,
                    new BesidePlan());

    public static final Rows ROWS =
            Rows.of(RecipientPinOption.class, Heading.TOKENS).and(TO_PIN_FILE);

    /** Returns where the other token's PIN comes from. */
    public SecretSource pin() {
        return SecretSource.of("PIN of the recipient's token", TO_PIN_FILE.name())
                .fromFile(given.get(TO_PIN_FILE));
    }
}
