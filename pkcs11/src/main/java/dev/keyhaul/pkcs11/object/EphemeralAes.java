package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.List;

/** Lets a token make an AES-256 key for one wrap, and reads back what it made. */
public final class EphemeralAes {
    private EphemeralAes() {}

    public static SessionObject generate(Session session)
            throws TokenException, CheckFailedException {
        Template template = Templates.ephemeralAes();
        long handle = session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), template);
        try {
            AttributeValues made = HonouredTemplate.read(session, handle, template, Cka.VALUE_LEN);
            long length = made.number(Cka.VALUE_LEN).orElse(Templates.AES_BYTES);
            if (length != Templates.AES_BYTES) {
                throw TokenFailure.lie(
                        "the token made an AES key of "
                                + Long.toUnsignedString(length)
                                + " bytes, not of the requested "
                                + Templates.AES_BYTES);
            }
            return new SessionObject(session, handle);
        } catch (TokenException | CheckFailedException | RuntimeException e) {
            OwnObjects.destroyAfter(session, e, List.of(handle));
            throw e;
        }
    }
}
