package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenCapabilities;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.session.ModuleTurn;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an open token was seen to do: each thing is tried at its first use, and known until the
 * token is closed, never longer. Thread-safe.
 */
public final class TriedToken {
    private final SessionPool sessions;
    private final ModuleTurn turn;
    private final Map<Kind, OneShotTrial> oneShot = new HashMap<>();
    private final Map<Kind, FirstUse> firstUses = new HashMap<>();
    private @Nullable KnownSecret secret;
    private @Nullable AesRepeats repeats;
    private @Nullable TokenCapabilities capabilities;

    public TriedToken(SessionPool sessions) {
        this.sessions = sessions;
        this.turn = sessions.newTurn();
    }

    public SessionPool sessions() {
        return sessions;
    }

    public SecureRandom random() {
        return sessions.random();
    }

    /** Returns what tells AES keys that come again. */
    public synchronized AesRepeats repeats() {
        AesRepeats known = repeats;
        if (known == null) {
            known = new AesRepeats(secret());
            repeats = known;
        }
        return known;
    }

    private synchronized KnownSecret secret() {
        KnownSecret known = secret;
        if (known == null) {
            known = new KnownSecret(sessions);
            secret = known;
        }
        return known;
    }

    /** A kind of wrap; under an AES key there are no sizes. */
    private record Kind(Ckm mechanism, Optional<WrapSizes> sizes, ControlKey.Kind target) {}

    /** Tries the token's AES key wrap on throw-away keys, unless that was done. */
    public TokenCapabilities capabilities() throws KeyTransferException {
        try (Session session = sessions.borrow()) {
            return capabilities(session);
        }
    }

    /** Tries the token's AES key wrap on throw-away keys, unless that was done. */
    public TokenCapabilities capabilities(Session session) throws KeyTransferException {
        turn.take();
        try {
            TokenCapabilities known = capabilities;
            if (known == null) {
                known =
                        new KeyWrapFingerprint(session, secret(), random())
                                .take(sessions.slot().listed());
                capabilities = known;
            }
            return known;
        } finally {
            turn.give();
        }
    }

    /** Tries CKM_RSA_AES_KEY_WRAP once for each kind and pair of sizes, where it is listed. */
    public OneShotTrial oneShot(Session session, WrapSizes sizes, ControlKey.Kind target)
            throws KeyTransferException {
        if (!sessions.slot().listed().contains(Ckm.RSA_AES_KEY_WRAP)) {
            return OneShotTrial.absent("is not listed");
        }
        Kind kind = new Kind(Ckm.RSA_AES_KEY_WRAP, Optional.of(sizes), target);
        turn.take();
        try {
            OneShotTrial known = oneShot.get(kind);
            if (known == null) {
                known = new OneShotRehearsal(sessions, session, sizes, target).take();
                oneShot.put(kind, known);
            }
            return known;
        } finally {
            turn.give();
        }
    }

    /** Returns the first use of two steps. */
    public FirstUse firstUse(Ckm keyWrap, WrapSizes sizes, ControlKey.Kind target) {
        return firstUse(new Kind(keyWrap, Optional.of(sizes), target));
    }

    /** Returns the first use of a key wrap under a resident AES key. */
    public FirstUse firstUseUnderAes(Ckm keyWrap, ControlKey.Kind target) {
        return firstUse(new Kind(keyWrap, Optional.empty(), target));
    }

    private synchronized FirstUse firstUse(Kind kind) {
        return firstUses.computeIfAbsent(kind, first -> new FirstUse(sessions.newTurn()));
    }

    /** Rehearses two steps, unless that was done. */
    public Optional<TokenException> rehearse(
            Session session, KeyWrap keyWrap, WrapSizes sizes, ControlKey.Kind target)
            throws KeyTransferException {
        return firstUse(keyWrap.type(), sizes, target)
                .rehearse(
                        () ->
                                new Rehearsal(sessions, session, keyWrap.mechanism(), target)
                                        .ofTwoSteps(sizes, repeats()));
    }
}
