package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.object.EphemeralAes;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.AesSamples;
import dev.keyhaul.pkcs11.probe.SoftwareKek;
import dev.keyhaul.pkcs11.probe.WrapSizes;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.SecureRandom;
import java.util.List;

/**
 * CKM_RSA_PKCS_OAEP of an AES-256 key itself. Only the owner of the wrapping key can open the
 * bytes, so that nothing proves them here: what is proven is the mechanism, with keys that are made
 * for it and opened in this process.
 */
record DirectWrap(Session session, SecureRandom random, OaepHash hash) {
    private static final int LENGTH_BITS = 256;

    WrappedKey wrap(HeldKey target, WrappingKey.RsaOaep kek) throws KeyTransferException {
        requireLength(target.description());
        RsaAesWrappingKey sameKey = RsaAesWrappingKey.unsafeOf(kek.publicKey(), hash);
        rehearse(WrapSizes.of(sameKey));
        byte[] ciphertext =
                session.wrap(
                        Oaep.mechanism(hash),
                        KekObject.in(session, sameKey).handle(),
                        target.handleIn(session));
        KekObject.requireLength(ciphertext, kek.publicKey());
        return WrappedKey.of(ciphertext, kek.method(), kek.identity())
                .strategy("CKM_RSA_PKCS_OAEP of the key itself")
                .proof(WrapProof.STAND_IN)
                .build(target.description(), target.origin());
    }

    /** The rehearsal's keys are as long as a target. */
    private static void requireLength(KeyDescription target) throws RefusedException {
        if (target.lengthBits() != LENGTH_BITS) {
            throw new RefusedException(
                    Reason.WRAP_UNSUITABLE,
                    "under RSAES-OAEP alone, a token's key must be AES 256; this key is "
                            + target.name(),
                    "wrap it with RSA-AES key wrap");
        }
    }

    /** A key of known value, and two that the token makes, which differ. */
    private void rehearse(WrapSizes sizes) throws KeyTransferException {
        SoftwareKek kek = SoftwareKek.in(session, sizes, random);
        byte[] value = new byte[LENGTH_BITS / Byte.SIZE];
        random.nextBytes(value);
        long ofValue = SessionObject.create(session, Templates.knownAes(value)).handle();
        session.leaveToEnd(ofValue);
        try (SecretBytes known = SecretBytes.moveFrom(value);
                SecretBytes opened = opened(kek, ofValue);
                SecretBytes first = opened(kek, made());
                SecretBytes second = opened(kek, made())) {
            if (!known.equals(opened)) {
                throw TokenFailure.lie("the token wrapped a key other than the requested one");
            }
            AesSamples.requireRandom(List.of(first, second));
        }
    }

    /** As that of a blob is made, and never wraps a target. */
    private long made() throws KeyTransferException {
        long handle = EphemeralAes.generate(session).handle();
        session.leaveToEnd(handle);
        return handle;
    }

    private SecretBytes opened(SoftwareKek kek, long aes) throws KeyTransferException {
        try {
            return kek.open(session.wrap(Oaep.mechanism(hash), kek.handle(), aes));
        } catch (TokenException e) {
            throw TokenFailure.during(e, "the token's RSA-OAEP with " + hash);
        }
    }
}
