package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.OneShotBehaviour;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.probe.FirstUse;
import dev.keyhaul.pkcs11.probe.KeyWrap;
import dev.keyhaul.pkcs11.probe.OneShotTrial;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.probe.WrapSizes;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.Optional;

/**
 * Which strategy wraps a key: two steps, since their proof is of the very bytes; one call where the
 * token has no two steps or refuses them, or where that was asked for. A token that was caught in a
 * lie gets no weaker proof: else the liar would choose it.
 */
record StrategyChoice(TriedToken token, WrapRule asked, Session session) {
    private static final String ASKED_FOR = "asked for";
    private static final String BEST_PROOF = "preferred: it proves exactly these bytes";

    /**
     * Chooses.
     *
     * @param trustedOnly whether the target is CKA_WRAP_WITH_TRUSTED: a user cannot make a trusted
     *     ephemeral key, so that only one call under a trusted KEK can serve it
     * @throws CheckFailedException when the token does something else than was asked of it
     * @throws TokenException when the token has no way, or not the one that was asked for
     */
    WrapStrategy choose(HeldKey target, RsaAesWrappingKey kek, boolean trustedOnly)
            throws KeyTransferException {
        WrapSizes sizes = WrapSizes.of(kek);
        ControlKey.Kind kind = ControlKey.Kind.of(target.description());
        StrategyRule rule = secondProofNeedsTwoSteps();
        if (trustedOnly) {
            return underTrustedKek(target, sizes, kind, rule);
        }
        if (rule == StrategyRule.ONE_SHOT) {
            OneShotTrial trial = token.oneShot(session, sizes, kind);
            requireRight(trial);
            if (trial.behaviour() == OneShotBehaviour.ABSENT) {
                throw new TokenException(
                        Reason.WRAP_STRATEGY,
                        trial.describe(),
                        "wrap the key in two steps, or let Keyhaul choose");
            }
            return new OneShotWrap(token, trial, /* underTrustedKek= */ false, ASKED_FOR);
        }
        return twoSteps(sizes, kind, rule);
    }

    /** One call shows no AES key, which the second token would need. */
    private StrategyRule secondProofNeedsTwoSteps() throws RefusedException {
        if (asked.second().isEmpty()) {
            return asked.strategy();
        }
        if (asked.strategy() == StrategyRule.ONE_SHOT) {
            throw new RefusedException(
                    Reason.SECOND_PROOF,
                    "a wrap in one call does not yield the AES key that a second token needs to prove the bytes",
                    "wrap in two steps, or without the second proof");
        }
        return StrategyRule.TWO_STEP;
    }

    private WrapStrategy twoSteps(WrapSizes sizes, ControlKey.Kind kind, StrategyRule rule)
            throws KeyTransferException {
        String reason = rule == StrategyRule.TWO_STEP ? ASKED_FOR : BEST_PROOF;
        if (asked.second().isPresent()) {
            reason = "a second token proves exactly these bytes";
        }
        TokenException refusal;
        try {
            KeyWrap keyWrap = KeyWrap.of(token.capabilities(session));
            Optional<TokenException> refused = token.rehearse(session, keyWrap, sizes, kind);
            if (refused.isEmpty()) {
                FirstUse firstUse = token.firstUse(keyWrap.type(), sizes, kind);
                return new TwoStepWrap(token, keyWrap, firstUse, asked, reason);
            }
            refusal = refused.get();
        } catch (TokenException e) {
            if (rule == StrategyRule.TWO_STEP || !TokenFailure.isRefusal(e)) {
                throw e;
            }
            refusal = e;
        }
        return rule == StrategyRule.TWO_STEP
                ? refused(refusal)
                : insteadOfTwoSteps(sizes, kind, refusal);
    }

    private static WrapStrategy refused(TokenException refusal) throws TokenException {
        throw TokenFailure.during(refusal, "the token does not wrap in two steps");
    }

    private WrapStrategy insteadOfTwoSteps(
            WrapSizes sizes, ControlKey.Kind kind, TokenException refusal)
            throws KeyTransferException {
        OneShotTrial trial = token.oneShot(session, sizes, kind);
        requireRight(trial);
        if (trial.behaviour() == OneShotBehaviour.ABSENT) {
            throw refusal;
        }
        return new OneShotWrap(
                token,
                trial,
                /* underTrustedKek= */ false,
                "the token does not wrap in two steps: " + refusal.getMessage());
    }

    private WrapStrategy underTrustedKek(
            HeldKey target, WrapSizes sizes, ControlKey.Kind kind, StrategyRule rule)
            throws KeyTransferException {
        String trusted =
                "key '"
                        + target.found().label()
                        + "' can only be wrapped under a trusted key (CKA_WRAP_WITH_TRUSTED)";
        String oneCall =
                "a user cannot make a trusted ephemeral key, so this key can only be wrapped in"
                        + " one call, by a token whose CKM_RSA_AES_KEY_WRAP works";
        if (rule == StrategyRule.TWO_STEP) {
            throw new RefusedException(
                    Reason.WRAP_STRATEGY, trusted + ", but two steps were requested", oneCall);
        }
        OneShotTrial trial = token.oneShot(session, sizes, kind);
        if (trial.behaviour() != OneShotBehaviour.WORKS) {
            throw new RefusedException(
                    Reason.WRAP_STRATEGY, trusted + ", and " + trial.describe(), oneCall);
        }
        return new OneShotWrap(token, trial, /* underTrustedKek= */ true, trusted);
    }

    private static void requireRight(OneShotTrial trial) throws CheckFailedException {
        if (trial.behaviour() == OneShotBehaviour.WRONG) {
            throw TokenFailure.lie(trial.describe());
        }
    }
}
