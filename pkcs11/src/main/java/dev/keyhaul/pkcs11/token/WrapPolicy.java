package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.pkcs11.ControlRule;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.wrap.WrapRule;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How keys of a token are wrapped under an RSA key, and proven: set by {@link Token#wrapBy}.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class WrapPolicy {
    /**
     * What holds when nothing else is said: two steps where the token can, controls for each blob,
     * no second proof.
     */
    public static final WrapPolicy DEFAULT = of(StrategyRule.AUTO);

    private final StrategyRule rule;
    private final ControlRule controls;
    private final Optional<SecondProof> secondProof;

    private WrapPolicy(StrategyRule rule, ControlRule controls, Optional<SecondProof> secondProof) {
        this.rule = rule;
        this.controls = controls;
        this.secondProof = secondProof;
    }

    /** Returns which way. */
    public StrategyRule rule() {
        return rule;
    }

    /** Returns which blobs have controls. */
    public ControlRule controls() {
        return controls;
    }

    /** Returns where the bytes are proven a second time, if they are. */
    public Optional<SecondProof> secondProof() {
        return secondProof;
    }

    /** Returns a policy with controls for each blob, and without a second proof. */
    public static WrapPolicy of(StrategyRule rule) {
        Arguments.notNull("rule", rule);
        return new WrapPolicy(rule, ControlRule.EACH, Optional.empty());
    }

    /** Returns the same with controls for these blobs. */
    public WrapPolicy controlling(ControlRule blobs) {
        Arguments.notNull("blobs", blobs);
        return new WrapPolicy(rule, blobs, secondProof);
    }

    /** Returns the same with a second proof. */
    public WrapPolicy provenBy(SecondProof proof) {
        return new WrapPolicy(rule, controls, Optional.of(proof));
    }

    WrapRule asRule() {
        return new WrapRule(rule, controls, secondProof.map(SecondProof::opening));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WrapPolicy that
                && rule.equals(that.rule)
                && controls == that.controls
                && secondProof.equals(that.secondProof);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rule, controls, secondProof);
    }

    @Override
    public String toString() {
        return "WrapPolicy[" + rule + ", " + controls + ", " + secondProof + "]";
    }
}
