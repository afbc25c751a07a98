package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.pkcs11.token.Token;

/** Lets a token have recovery pairs and wrapping keys that it does not guard. */
public record OpenGuardOption(Given given) {

    public static final Opt.Sure<Boolean> ALLOW_OPEN_GUARD =
            Opt.flag(
                    "--allow-open-guard",
                    "allow a recovery pair or wrapping key in a token that does not enforce CKA_MODIFIABLE, CKA_COPYABLE or CKA_UNWRAP_TEMPLATE; the report, the record and the manifest state it",
                    Not.LOOSENS);

    public static final Rows ROWS = Rows.of(OpenGuardOption.class).and(ALLOW_OPEN_GUARD);

    /** Whether it was given. */
    public boolean isAllowed() {
        return given.get(ALLOW_OPEN_GUARD);
    }

    /** Tells a token that was just opened. */
    public void applyTo(Token token) {
        if (isAllowed()) {
            token.allowOpenGuards();
        }
    }
}
