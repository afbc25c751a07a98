package dev.keyhaul.cli.source;

import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.report.TestedVendors;
import java.util.Optional;

/**
 * A token of a maker whose tokens were never tried: its owner alone can say what it does, and is
 * asked to wherever such a token is looked at.
 */
public final class UntriedToken {
    private UntriedToken() {}

    /** Returns what is said of a token, unless such tokens were tried. */
    public static Optional<String> says(TokenInfo token) {
        return TestedVendors.includes(token)
                ? Optional.empty()
                : Optional.of("no token of '" + token.maker() + "' was ever tried with Keyhaul");
    }

    /** Returns what its owner is asked to do. */
    public static String next(TokenInfo token) {
        return "please report what yours does: "
                + ShellCommand.of("keyhaul token probe --token")
                        .value(token.label())
                        .words("--report probe.json");
    }
}
