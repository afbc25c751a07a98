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
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.probe.SoftwareKek;
import dev.keyhaul.pkcs11.probe.StayingControl;
import dev.keyhaul.pkcs11.probe.WrapSizes;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import java.util.Optional;

/**
 * CKM_RSA_PKCS_OAEP of an AES-256 key itself. Only the owner of the wrapping key can open the
 * bytes, so that nothing proves them here: what is proven is the mechanism, with keys that are made
 * for it and opened in this process.
 */
record DirectWrap(SessionPool sessions, Session session, OaepHash hash) {
    private static final int LENGTH_BITS = 256;

    WrappedKey wrap(HeldKey target, WrappingKey.RsaOaep kek) throws KeyTransferException {
        requireLength(target.description());
        RsaAesWrappingKey sameKey = RsaAesWrappingKey.unsafeOf(kek.publicKey(), hash);
        ControlKey.Encoding encoding = rehearse(WrapSizes.of(sameKey));
        byte[] ciphertext =
                session.wrap(
                        Oaep.mechanism(hash),
                        KekObject.in(session, sameKey).handle(),
                        target.handleIn(session));
        KekObject.requireLength(ciphertext, kek.publicKey());
        return WrappedKey.of(ciphertext, kek.method(), kek.identity())
                .strategy("CKM_RSA_PKCS_OAEP of the key itself")
                .proof(WrapProof.STAND_IN)
                .notes(encoding.notes())
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

    /** A throw-away key, which stays if the token can, and two that the token makes and differ. */
    private ControlKey.Encoding rehearse(WrapSizes sizes) throws KeyTransferException {
        SoftwareKek kek = SoftwareKek.in(session, sizes, sessions.random());
        ControlKey control =
                ControlKey.in(session, new ControlKey.Kind(TokenKeyType.AES, LENGTH_BITS));
        Optional<byte[]> ofStaying =
                StayingControl.wrapped(sessions, session, control, copy -> kek.wrap(session, copy));
        byte[] ofControl = ofStaying.isPresent() ? ofStaying.get() : kek.wrap(session, control);
        kek.requireRandom(session);
        try (SecretBytes opened = kek.open(ofControl)) {
            return control.requireSame(opened).seenOfStaying(ofStaying.isPresent());
        }
    }
}
