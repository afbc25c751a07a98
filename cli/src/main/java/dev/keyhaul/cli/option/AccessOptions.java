package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.secret.SecretSource;

/**
 * What opens the key that a SOURCE names, wherever it is.
 *
 * @param token for a key in a token
 * @param file for a key in a file
 * @param allowWeakKey lets 1024 bits pass
 */
public record AccessOptions(TokenOptions token, PfxOptions file, boolean allowWeakKey) {

    static final Opt.Sure<Boolean> ALLOW_WEAK_KEY =
            Opt.flag("--allow-weak-key", "allow RSA-1024, with a warning", Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(AccessOptions.class, Heading.TOKENS)
                    .and(TokenOptions.ROWS, PfxOptions.ROWS)
                    .and(ALLOW_WEAK_KEY);

    /** Takes what a command line gave. */
    public AccessOptions(Given given) {
        this(new TokenOptions(given), new PfxOptions(given), given.get(ALLOW_WEAK_KEY));
    }

    /** Returns what opens a key in the same way, but for the PIN of its token. */
    public static AccessOptions of(ModuleOptions module, PfxOptions file, SecretSource pin) {
        return of(module, file, pin, false);
    }

    /** Returns the same, which may let 1024 bits pass. */
    public static AccessOptions of(
            ModuleOptions module, PfxOptions file, SecretSource pin, boolean allowWeakKey) {
        return new AccessOptions(new TokenOptions(module, pin), file, allowWeakKey);
    }
}
