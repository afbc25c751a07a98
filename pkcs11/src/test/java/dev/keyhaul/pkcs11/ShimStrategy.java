package dev.keyhaul.pkcs11;

/** The strategies in their order, each with what makes the shim offer it first. */
enum ShimStrategy {
    ONE_SHOT("0x1054", "oneshot 0x1054"),
    KWP("0x210b", "map 0x210b 0x210a"),
    PAD("0x210a", "");

    /** What wraps the target. */
    final String mechanism;

    final String rule;

    ShimStrategy(String mechanism, String rule) {
        this.mechanism = mechanism;
        this.rule = rule;
    }
}
