package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.object.ThrowAwayPair;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Tells what a token enforces when it wraps: a throw-away pair that may leave is wrapped first,
 * then one that differs in one attribute alone. NSS softokn wraps both.
 */
final class EnforcementTrial {
    private static final int MODULUS_BITS = 2048;

    private final Session session;
    private final Mechanism keyWrap;
    private final byte[] aes = new byte[Templates.AES_BYTES];

    EnforcementTrial(Session session, Mechanism keyWrap, SecureRandom random) {
        this.session = session;
        this.keyWrap = keyWrap;
        random.nextBytes(aes);
    }

    /** Whether a key that may leave is wrapped at all: else nothing can be told. */
    boolean wrapsWhatMayLeave() throws TokenException {
        return isWrapped(Templates.throwAwayPrivate(true));
    }

    Optional<Boolean> extractable() throws TokenException {
        return isEnforced(Templates.throwAwayPrivate(false));
    }

    Optional<Boolean> wrapWithTrusted() throws TokenException {
        return isEnforced(Templates.throwAwayPrivate(true).yes(Cka.WRAP_WITH_TRUSTED));
    }

    /** Empty when the token makes no such key, though it knows the attribute. */
    private Optional<Boolean> isEnforced(Template privateKey) throws TokenException {
        try {
            return Optional.of(!isWrapped(privateKey));
        } catch (TokenException e) {
            if (TokenFailure.is(e, Ckr.ATTRIBUTE_TYPE_INVALID)) {
                return Optional.of(false);
            }
            if (TokenFailure.isOfTheToken(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private boolean isWrapped(Template privateKey) throws TokenException {
        try (ThrowAwayPair pair = ThrowAwayPair.generate(session, MODULUS_BITS, privateKey);
                SessionObject aesKey = SessionObject.create(session, Templates.knownAes(aes))) {
            session.wrap(keyWrap, aesKey.handle(), pair.privateHandle());
            return true;
        } catch (TokenException e) {
            // Kryoptic says that of a wrapping key which is not trusted.
            boolean isRefused =
                    !TokenFailure.isOfTheToken(e)
                            || TokenFailure.is(e, Ckr.WRAPPING_KEY_HANDLE_INVALID);
            if (isRefused && TokenFailure.isOf(e, "C_WrapKey")) {
                return false;
            }
            throw e;
        }
    }
}
