package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.SecureRandom;
import java.util.List;

/**
 * Tries CKM_RSA_AES_KEY_WRAP, which never shows its AES key, with a throw-away key: it is wrapped
 * three times under a throw-away KEK of the KEK's length, and opened here. That proves the
 * mechanism, not the bytes that are shipped.
 */
record OneShotRehearsal(
        Session session, WrapSizes sizes, ControlKey.Kind target, SecureRandom random) {
    /** What a token answers that lists the mechanism and does not do it, or not with this hash. */
    private static final Ckr[] REFUSED = {
        Ckr.MECHANISM_INVALID,
        Ckr.MECHANISM_PARAM_INVALID,
        Ckr.ARGUMENTS_BAD,
        Ckr.FUNCTION_NOT_SUPPORTED
    };

    OneShotTrial take() throws TokenException, CheckFailedException {
        ControlKey control = ControlKey.in(session, target);
        SoftwareKek kek = SoftwareKek.in(session, sizes, random);
        List<byte[]> wrapped;
        try {
            wrapped =
                    List.of(
                            kek.wrapInOneCall(session, control),
                            kek.wrapInOneCall(session, control),
                            kek.wrapInOneCall(session, control));
        } catch (TokenException e) {
            if (TokenFailure.is(e, REFUSED)) {
                return OneShotTrial.absent("refuses the call: " + e.getMessage());
            }
            throw e;
        }
        try {
            return judge(wrapped, kek, control);
        } catch (CheckFailedException e) {
            return OneShotTrial.wrong("fails its rehearsal: " + e.getMessage());
        }
    }

    private static OneShotTrial judge(List<byte[]> wrapped, SoftwareKek kek, ControlKey control)
            throws CheckFailedException {
        try (SecretBytes first = kek.openFirst(wrapped.get(0));
                SecretBytes second = kek.openFirst(wrapped.get(1));
                SecretBytes third = kek.openFirst(wrapped.get(2))) {
            AesSamples.requireRandom(List.of(first, second, third));
            ControlKey.Encoding encoding = control.requireIn(kek.afterFirst(wrapped.get(0)), first);
            control.requireIn(kek.afterFirst(wrapped.get(1)), second);
            control.requireIn(kek.afterFirst(wrapped.get(2)), third);
            return OneShotTrial.works(encoding);
        }
    }
}
