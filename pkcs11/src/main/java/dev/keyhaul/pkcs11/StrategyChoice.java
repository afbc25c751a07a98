package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import java.util.List;

/**
 * Which strategy wraps a key: CKM_RSA_AES_KEY_WRAP where it is listed and was seen to work, else
 * two steps with CKM_AES_KEY_WRAP_KWP, else with CKM_AES_KEY_WRAP_PAD where that means RFC 5649.
 */
final class StrategyChoice {
    private final Token token;

    StrategyChoice(Token token) {
        this.token = token;
    }

    /**
     * Chooses.
     *
     * @param trustedOnly whether the target is CKA_WRAP_WITH_TRUSTED: a user cannot make a trusted
     *     ephemeral key, so that only one call under a trusted KEK can serve it
     * @throws CheckFailedException when the token's one call gives other bytes than its name says,
     *     and there is no other way
     */
    WrapStrategy choose(TokenKey target, RsaAesWrappingKey kek, boolean trustedOnly)
            throws KeyTransferException {
        OneShotTrial trial = token.oneShotTrial(OneShotTrial.Sizes.of(target.description(), kek));
        if (trial.behaviour() == OneShotBehaviour.WORKS) {
            return new OneShotWrap(trial, trustedOnly);
        }
        if (trustedOnly) {
            throw new RefusedException(
                    "key '"
                            + target.info().label()
                            + "' can be wrapped under a trusted key only (CKA_WRAP_WITH_TRUSTED),"
                            + " and "
                            + trial.describe(),
                    "a user cannot make a trusted ephemeral key: only a token whose"
                            + " CKM_RSA_AES_KEY_WRAP works can wrap such a key in one call");
        }
        if (trial.behaviour() == OneShotBehaviour.WRONG && !token.capabilities().wrapsAsKwp()) {
            throw new CheckFailedException(
                    trial.describe(), "nothing was written; do not trust this token's wrapping");
        }
        return new TwoStepWrap(
                token,
                token.capabilities().keyWrap(),
                trial.behaviour() == OneShotBehaviour.WRONG
                        ? List.of(trial.describe() + ": it was not used")
                        : List.of());
    }
}
