package dev.keyhaul.pkcs11.token;

import dev.keyhaul.pkcs11.StrategyRule;

/** The strategies, each with what makes the shim offer it and the token take it. */
enum ShimStrategy {
    ONE_SHOT("0x1054", "oneshot 0x1054", StrategyRule.ONE_SHOT),
    KWP("0x210b", "map 0x210b 0x210a", StrategyRule.AUTO),
    PAD("0x210a", "", StrategyRule.AUTO);

    /** What wraps the target. */
    final String mechanism;

    final String rule;

    @SuppressWarnings("ImmutableEnumChecker") // it has no setters
    final WrapPolicy policy;

    ShimStrategy(String mechanism, String rule, StrategyRule way) {
        this.mechanism = mechanism;
        this.rule = rule;
        this.policy = WrapPolicy.of(way);
    }
}
