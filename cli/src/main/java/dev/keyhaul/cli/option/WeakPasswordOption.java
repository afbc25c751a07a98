package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;

/** Lets the password of a master copy be one that can be guessed. */
public record WeakPasswordOption(Given given) {

    static final Opt.Sure<Boolean> ALLOW_WEAK_PASSWORD =
            Opt.flag(
                    "--allow-weak-password",
                    "allow a password of fewer than 12 characters for a master copy; the manifest records this",
                    Not.LOOSENS);

    public static final Rows ROWS = Rows.of(WeakPasswordOption.class).and(ALLOW_WEAK_PASSWORD);

    /** Whether the password may have fewer than 12 characters. */
    public boolean allowed() {
        return given.get(ALLOW_WEAK_PASSWORD);
    }
}
