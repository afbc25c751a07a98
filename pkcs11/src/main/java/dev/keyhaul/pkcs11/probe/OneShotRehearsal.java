package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.SecureRandom;
import java.util.Arrays;
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
            wrapped = List.of(wrap(kek, control), wrap(kek, control), wrap(kek, control));
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

    private byte[] wrap(SoftwareKek kek, ControlKey control) throws TokenException {
        return session.wrap(Oaep.inOneCall(sizes.hash()), kek.handle(), control.handle());
    }

    private static OneShotTrial judge(List<byte[]> wrapped, SoftwareKek kek, ControlKey control)
            throws CheckFailedException {
        try (SecretBytes first = aes(wrapped.get(0), kek);
                SecretBytes second = aes(wrapped.get(1), kek);
                SecretBytes third = aes(wrapped.get(2), kek)) {
            AesSamples.requireRandom(List.of(first, second, third));
            byte[] kwpPart = kwpPart(wrapped.get(0), kek);
            ControlKey.Encoding encoding = control.requireIn(kwpPart, first);
            control.requireIn(kwpPart(wrapped.get(1), kek), second);
            control.requireIn(kwpPart(wrapped.get(2), kek), third);
            return OneShotTrial.works(kwpPart.length, encoding);
        }
    }

    private static SecretBytes aes(byte[] wrapped, SoftwareKek kek) throws CheckFailedException {
        return kek.open(Arrays.copyOf(wrapped, Math.min(wrapped.length, kek.lengthBytes())));
    }

    private static byte[] kwpPart(byte[] wrapped, SoftwareKek kek) {
        return Arrays.copyOfRange(wrapped, kek.lengthBytes(), wrapped.length);
    }
}
