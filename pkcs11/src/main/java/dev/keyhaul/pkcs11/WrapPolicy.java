package dev.keyhaul.pkcs11;

import java.util.Optional;

/**
 * How keys of a token are wrapped under an RSA key, and proven: set by {@link Token#wrapBy}.
 *
 * @param rule which way
 * @param secondProof where the bytes are proven a second time, if they are
 * @since 0.1.0
 */
public record WrapPolicy(StrategyRule rule, Optional<SecondProof> secondProof) {
    /** What holds when nothing else is said: two steps where the token can, no second proof. */
    public static final WrapPolicy DEFAULT = of(StrategyRule.AUTO);

    /** Returns a policy without a second proof. */
    public static WrapPolicy of(StrategyRule rule) {
        return new WrapPolicy(rule, Optional.empty());
    }

    /** Returns the same with a second proof. */
    public WrapPolicy provenBy(SecondProof proof) {
        return new WrapPolicy(rule, Optional.of(proof));
    }
}
