package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.List;
import java.util.Optional;

/**
 * Tries CKM_RSA_AES_KEY_WRAP, which never shows its AES key, with a throw-away key: it is wrapped
 * three times under a throw-away KEK of the KEK's length, and opened here. That proves the
 * mechanism, not the bytes that are shipped.
 */
record OneShotRehearsal(
        SessionPool sessions, Session session, WrapSizes sizes, ControlKey.Kind target) {
    /** What a token answers that lists the mechanism and does not do it, or not with this hash. */
    private static final Ckr[] REFUSED = {
        Ckr.MECHANISM_INVALID,
        Ckr.MECHANISM_PARAM_INVALID,
        Ckr.ARGUMENTS_BAD,
        Ckr.FUNCTION_NOT_SUPPORTED
    };

    OneShotTrial take() throws KeyTransferException {
        ControlKey control = ControlKey.in(session, target);
        SoftwareKek kek = SoftwareKek.in(session, sizes, sessions.random());
        List<byte[]> wrapped;
        Optional<byte[]> ofStaying;
        try {
            byte[] first = kek.wrapInOneCall(session, control);
            ofStaying =
                    StayingControl.wrapped(
                            sessions, session, control, copy -> kek.wrapInOneCall(session, copy));
            wrapped =
                    List.of(
                            first,
                            kek.wrapInOneCall(session, control),
                            ofStaying.isPresent()
                                    ? ofStaying.get()
                                    : kek.wrapInOneCall(session, control));
        } catch (TokenException e) {
            if (TokenFailure.is(e, REFUSED)) {
                return OneShotTrial.absent("refuses the call: " + e.getMessage());
            }
            throw e;
        }
        try {
            ControlKey.Encoding encoding = judge(wrapped, kek, control);
            return OneShotTrial.works(encoding.seenOfStaying(ofStaying.isPresent()));
        } catch (CheckFailedException e) {
            return OneShotTrial.wrong("fails its rehearsal: " + e.getMessage());
        }
    }

    private static ControlKey.Encoding judge(
            List<byte[]> wrapped, SoftwareKek kek, ControlKey control) throws CheckFailedException {
        try (SecretBytes first = kek.openFirst(wrapped.get(0));
                SecretBytes second = kek.openFirst(wrapped.get(1));
                SecretBytes third = kek.openFirst(wrapped.get(2))) {
            AesSamples.requireRandom(List.of(first, second, third));
            ControlKey.Encoding encoding = control.requireIn(kek.afterFirst(wrapped.get(0)), first);
            control.requireIn(kek.afterFirst(wrapped.get(1)), second);
            control.requireIn(kek.afterFirst(wrapped.get(2)), third);
            return encoding;
        }
    }
}
