package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.KeyWrapBehaviour;
import dev.keyhaul.pkcs11.TokenCapabilities;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells AES key-wrap mechanisms apart by what they do with a throw-away secret under a throw-away
 * AES key, both of known value: the token's output is compared with the JDK's.
 */
final class KeyWrapFingerprint {
    private final Session session;
    private final KnownSecret secret;
    private final byte[] aes = new byte[Templates.AES_BYTES];
    private Optional<String> refusal = Optional.empty();

    KeyWrapFingerprint(Session session, KnownSecret secret, SecureRandom random) {
        this.session = session;
        this.secret = secret;
        random.nextBytes(aes);
    }

    TokenCapabilities take(Set<Ckm> listed) throws KeyTransferException {
        KeyWrapBehaviour kwp = behaviour(listed, Ckm.AES_KEY_WRAP_KWP);
        KeyWrapBehaviour pad = behaviour(listed, Ckm.AES_KEY_WRAP_PAD);
        return new TokenCapabilities(
                kwp,
                pad,
                listed.contains(Ckm.RSA_PKCS_OAEP),
                listed.contains(Ckm.RSA_AES_KEY_WRAP),
                refusal);
    }

    private KeyWrapBehaviour behaviour(Set<Ckm> listed, Ckm mechanism) throws KeyTransferException {
        if (!listed.contains(mechanism)) {
            return KeyWrapBehaviour.ABSENT;
        }
        try (SessionObject aesKey = SessionObject.create(session, Templates.knownAes(aes))) {
            return classify(wrap(Mechanism.of(mechanism), aesKey.handle()));
        } catch (TokenException e) {
            if (TokenFailure.is(e, Ckr.MECHANISM_INVALID)) {
                return KeyWrapBehaviour.ABSENT;
            }
            if (TokenFailure.is(e, Ckr.BUFFER_TOO_SMALL)) {
                throw TokenFailure.during(e, "the token's key wrap cannot be tried");
            }
            // A token that is out of reach just now has not shown what its mechanism does; nor has
            // one that keeps what was to go.
            if (TokenFailure.isOfTheToken(e) || TokenFailure.isOf(e, "C_DestroyObject")) {
                throw e;
            }
            if (TokenFailure.isOf(e, "C_WrapKey")) {
                refusal = Optional.ofNullable(e.getMessage());
                return KeyWrapBehaviour.REFUSED;
            }
            if (!TokenFailure.isOf(e, "C_CreateObject")) {
                throw TokenFailure.during(e, "the token's key wrap cannot be tried");
            }
            throw new TokenException(
                    Reason.TOKEN_KEY_WRAP,
                    "the token's key wrap cannot be tested, because it accepts no throw-away keys of known value: "
                            + e.getMessage(),
                    "allow C_CreateObject for session secret keys in the token's policy (nShield: CKNFAST_OVERRIDE_SECURITY_ASSURANCES); Luna never allows it, and a token in FIPS mode may not",
                    e);
        }
    }

    /** A session object may be visible to its own session alone: then one more is made in this. */
    private byte[] wrap(Mechanism mechanism, long aesKey) throws KeyTransferException {
        try {
            return session.wrap(mechanism, aesKey, secret.handle());
        } catch (TokenException e) {
            if (!TokenFailure.is(e, Ckr.OBJECT_HANDLE_INVALID, Ckr.KEY_HANDLE_INVALID)) {
                throw e;
            }
            try (SessionObject here = secret.in(session)) {
                return session.wrap(mechanism, aesKey, here.handle());
            }
        }
    }

    private KeyWrapBehaviour classify(byte[] wrapped) {
        if (Arrays.equals(wrapped, secret.kwp(aesKey()))) {
            return KeyWrapBehaviour.RFC5649;
        }
        if (Arrays.equals(wrapped, secret.kwpOfZeroPadded(aesKey()))) {
            return KeyWrapBehaviour.KWP_ZERO_PADDED;
        }
        return Arrays.equals(wrapped, keyWrapWithPkcs7())
                ? KeyWrapBehaviour.KW_PKCS7
                : KeyWrapBehaviour.OTHER;
    }

    /** The JDK's own AES/KW/PKCS5Padding pads to 16 bytes, not to 8. */
    private byte[] keyWrapWithPkcs7() {
        try {
            Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, aesKey());
            return cipher.doFinal(secret.padded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the JDK has AES/KW/NoPadding since 17", e);
        }
    }

    private SecretKey aesKey() {
        return new SecretKeySpec(aes, "AES");
    }
}
