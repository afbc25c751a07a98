package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.binding.Ckm;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an open token was seen to do: each thing is tried at its first use, and known until the
 * token is closed, never longer. Thread-safe.
 */
final class WrapTrials {
    private final Token token;
    private final Map<WrapSizes, OneShotTrial> oneShot = new HashMap<>();
    private final Map<Kind, FirstUse> firstUses = new HashMap<>();
    private @Nullable TokenCapabilities capabilities;

    WrapTrials(Token token) {
        this.token = token;
    }

    /** A kind of wrap; under an AES key there are no sizes. */
    private record Kind(long keyWrap, Optional<WrapSizes> sizes) {}

    /** Tries the token's AES key wrap on throw-away keys, unless that was done. */
    synchronized TokenCapabilities capabilities(Session session) throws TokenException {
        TokenCapabilities known = capabilities;
        if (known == null) {
            known = new KeyWrapFingerprint(session, token.random()).take(token.listed());
            capabilities = known;
        }
        return known;
    }

    /** Tries CKM_RSA_AES_KEY_WRAP once for each pair of sizes, where it is listed. */
    synchronized OneShotTrial oneShot(Session session, WrapSizes sizes) throws TokenException {
        if (!token.listed().contains(Ckm.RSA_AES_KEY_WRAP)) {
            return OneShotTrial.absent("is not listed");
        }
        OneShotTrial known = oneShot.get(sizes);
        if (known == null) {
            known = new OneShotRehearsal(session, sizes, token.random()).take();
            oneShot.put(sizes, known);
        }
        return known;
    }

    /** Returns the first use of two steps. */
    FirstUse firstUse(long keyWrap, WrapSizes sizes) {
        return firstUse(new Kind(keyWrap, Optional.of(sizes)));
    }

    /** Returns the first use of a key wrap under a resident AES key. */
    FirstUse firstUseUnderAes(long keyWrap) {
        return firstUse(new Kind(keyWrap, Optional.empty()));
    }

    private synchronized FirstUse firstUse(Kind kind) {
        return firstUses.computeIfAbsent(kind, first -> new FirstUse());
    }

    /** Rehearses two steps, unless that was done. */
    Optional<TokenException> rehearse(
            Session session, TokenCapabilities.KeyWrap keyWrap, WrapSizes sizes)
            throws KeyTransferException {
        return firstUse(keyWrap.type(), sizes)
                .rehearse(
                        () ->
                                new Rehearsal(session, keyWrap.mechanism(), token.random())
                                        .ofTwoSteps(sizes));
    }
}
