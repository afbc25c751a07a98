package dev.keyhaul.cli.option;

import dev.keyhaul.pkcs11.StrategyRule;
import picocli.CommandLine.Option;

/** How a token wraps a key of its own. */
public final class StrategyOption {
    /** Which way. */
    @Option(
            names = "--strategy",
            paramLabel = "auto|two-step|one-shot",
            description =
                    "how a token wraps its key: two-step proves the blob's bytes; one-shot"
                            + " (CKM_RSA_AES_KEY_WRAP) cannot (default: auto, two-step if the token"
                            + " can)")
    public StrategyRule rule = StrategyRule.AUTO;
}
