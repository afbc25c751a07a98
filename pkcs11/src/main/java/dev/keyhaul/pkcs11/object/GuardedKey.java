package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a key is guarded as its attributes say. A token may answer anything for CKA_EXTRACTABLE
 * and CKA_SENSITIVE, so it is asked to do what they forbid, in ways that bring nothing here: to
 * wrap the key under an AES key of its own, and to tell the length of its private value.
 *
 * <p>The value itself is never asked for: a token that lies would give it. Nor does a length alone
 * count: a throw-away key that is as sensitive shows whether the token tells that of any.
 */
public final class GuardedKey {
    private static final String HINT =
            "nothing was kept; do not trust this token to protect a key: it does not enforce its attributes";

    // Cka lacks it, so that nothing asks for its value; here its length is asked for.
    private static final long CKA_PRIVATE_EXPONENT = 0x123L;
    private static final int THROW_AWAY_BITS = 2048;

    private final SessionPool sessions;
    private final Session session;

    public GuardedKey(SessionPool sessions, Session session) {
        this.sessions = sessions;
        this.session = session;
    }

    /**
     * Refuses a key that the token wraps though it may not leave, or would show.
     *
     * @throws CheckFailedException if it is not guarded
     * @throws TokenException if the token fails
     */
    public void require(long handle, KeyDescription key, boolean mayLeave)
            throws KeyTransferException {
        if (session.tellsLength(handle, valueOf(key)) && !tellsLengthOfAny(key)) {
            throw new CheckFailedException(
                    Reason.TOKEN_ATTRIBUTES,
                    "the token shows the private value of a key that it marks as sensitive",
                    HINT);
        }
        Optional<Mechanism> keyWrap = keyWrap();
        if (!mayLeave && keyWrap.isPresent() && isWrapped(handle, keyWrap.get())) {
            throw new CheckFailedException(
                    Reason.TOKEN_ATTRIBUTES,
                    "the token wraps a key that it marks as not extractable",
                    HINT);
        }
    }

    private static long valueOf(KeyDescription key) {
        return key instanceof KeyDescription.Rsa ? CKA_PRIVATE_EXPONENT : Cka.VALUE;
    }

    /** What it does is not known, and does not matter: it must refuse. */
    private Optional<Mechanism> keyWrap() throws TokenException {
        return Stream.of(Ckm.AES_KEY_WRAP_KWP, Ckm.AES_KEY_WRAP_PAD)
                .filter(sessions.slot().listed()::contains)
                .findFirst()
                .map(Mechanism::of);
    }

    private boolean isWrapped(long handle, Mechanism keyWrap) throws TokenException {
        SessionObject aes;
        try {
            aes = wrappingKey();
        } catch (TokenException e) {
            if (TokenFailure.isRefusal(e)) {
                return false; // Without a key that wraps, nothing can be wrapped.
            }
            throw e;
        }
        // The refusal that is expected ends the session, and the AES key with it.
        session.leaveToEnd(aes.handle());
        try {
            session.wrap(keyWrap, aes.handle(), handle);
            return true;
        } catch (TokenException e) {
            if (TokenFailure.isOf(e, "C_WrapKey") && !TokenFailure.isOfTheToken(e)) {
                return false;
            }
            throw e;
        }
    }

    private SessionObject wrappingKey() throws TokenException {
        return SessionObject.checked(
                session,
                session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), Templates.wrapsOnly()),
                Templates.wrapsOnly());
    }

    /** Asks the same of a key that is worth nothing; of that one, the value may be asked for. */
    private boolean tellsLengthOfAny(KeyDescription key) throws KeyTransferException {
        if (key instanceof KeyDescription.Rsa) {
            try (ThrowAwayPair pair =
                    ThrowAwayPair.generate(
                            session, THROW_AWAY_BITS, Templates.throwAwayPrivate(false))) {
                return tellsLengthAlone(pair.privateHandle(), valueOf(key));
            }
        }
        if (key instanceof KeyDescription.Ec ec) {
            try (ThrowAwayPair pair =
                    ThrowAwayPair.generate(
                            session, ec.curve(), EcTemplates.throwAwayPrivate(false))) {
                return tellsLengthAlone(pair.privateHandle(), valueOf(key));
            }
        }
        try (SessionObject aes = wrappingKey()) {
            return tellsLengthAlone(aes.handle(), valueOf(key));
        }
    }

    private boolean tellsLengthAlone(long throwAway, long type) throws TokenException {
        return session.tellsLength(throwAway, type)
                && session.read(throwAway, type).bytes(type).filter(v -> v.length > 0).isEmpty();
    }
}
