package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.pkcs11.ControlRule;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.token.WrapPolicy;

/** How a token wraps a key of its own, and what is tried with it. */
public record StrategyOption(Given given) {

    static final Opt.Sure<StrategyRule> STRATEGY =
            Opt.of(
                            "--strategy auto|two-step|one-shot",
                            Kind.words(StrategyRule.class, "strategy"),
                            "how the token wraps the key: with two-step, it then reopens the wrapped key and signs with"
                                    + " it; with one-shot (CKM_RSA_AES_KEY_WRAP), it cannot (default: auto,"
                                    + " two-step if the token supports it)",
                            Not.LOOSENS)
                    .orElse(StrategyRule.AUTO);

    static final Opt.Sure<ControlRule> CONTROLS =
            Opt.of(
                            "--controls each|first",
                            Kind.words(ControlRule.class, "choice"),
                            "for which blobs to check that the token refuses a changed copy; use first (the first blob of each kind only) if failed unwraps raise an alarm in the HSM (default: each)",
                            Not.LOOSENS)
                    .orElse(ControlRule.EACH);

    public static final Rows ROWS = Rows.of(StrategyOption.class).and(STRATEGY, CONTROLS);

    /** Returns what both say. */
    public WrapPolicy policy() {
        return WrapPolicy.of(given.get(STRATEGY)).controlling(given.get(CONTROLS));
    }
}
