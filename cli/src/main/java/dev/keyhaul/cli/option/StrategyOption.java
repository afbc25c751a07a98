package dev.keyhaul.cli.option;

import dev.keyhaul.pkcs11.ControlRule;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.token.WrapPolicy;
import picocli.CommandLine.Option;

/** How a token wraps a key of its own, and what is tried with it. */
public final class StrategyOption {
    /** Which way. */
    @Option(
            names = "--strategy",
            paramLabel = "auto|two-step|one-shot",
            description =
                    "how the token wraps the key: with two-step, it then reopens the wrapped key and signs with"
                            + " it; with one-shot (CKM_RSA_AES_KEY_WRAP), it cannot (default: auto,"
                            + " two-step if the token supports it)")
    public StrategyRule rule = StrategyRule.AUTO;

    /** Which blobs have controls. */
    @Option(
            names = "--controls",
            paramLabel = "each|first",
            description =
                    "for which blobs to check that the token refuses a changed copy; use first (the first blob of each kind only) if failed unwraps raise an alarm in the HSM (default: each)")
    public ControlRule controls = ControlRule.EACH;

    /** Returns what both say. */
    public WrapPolicy policy() {
        return WrapPolicy.of(rule).controlling(controls);
    }
}
