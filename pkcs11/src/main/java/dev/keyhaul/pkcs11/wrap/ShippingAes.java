package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.EphemeralAes;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.HonouredTemplate;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.AesRepeats;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.session.Session;

/**
 * The ephemeral AES-256 key of a blob: it wraps the target, and goes with it under the KEK. It
 * opens the target, so that it is wrapped under nothing whose private half is in this process.
 */
public final class ShippingAes implements WrappingAes, AutoCloseable {
    private final Session session;
    private final Mechanism keyWrap;
    private final SessionObject key;

    private ShippingAes(Session session, Mechanism keyWrap, SessionObject key) {
        this.session = session;
        this.keyWrap = keyWrap;
        this.key = key;
    }

    static ShippingAes generate(Session session, Mechanism keyWrap)
            throws TokenException, CheckFailedException {
        return new ShippingAes(session, keyWrap, EphemeralAes.generate(session));
    }

    /**
     * Refuses the blob of this key if the token made the key or its wrap before.
     *
     * @throws CheckFailedException when it did
     */
    void requireNew(byte[] ciphertext, AesRepeats repeats) throws KeyTransferException {
        repeats.requireNew(secret -> session.wrap(keyWrap, key.handle(), secret), ciphertext);
    }

    /**
     * Where the token did not take what keeps this key as it is, its uses are read right before.
     */
    @Override
    public byte[] wrap(HeldKey target) throws TokenException {
        Template asked = Templates.ephemeralAes();
        if (!session.accepted(asked).equals(asked)) {
            HonouredTemplate.check(session, key.handle(), asked);
        }
        return session.wrap(keyWrap, key.handle(), target.handleIn(session));
    }

    @Override
    public byte[] wrap(ControlKey control) throws TokenException {
        return session.wrap(keyWrap, key.handle(), control.handle());
    }

    @Override
    public Session.Offered offer(byte[] kwpPart, Template template) throws TokenException {
        return session.offer(keyWrap, key.handle(), kwpPart, template);
    }

    @Override
    public long unwrap(byte[] kwpPart, Template template) throws TokenException {
        return session.unwrap(keyWrap, key.handle(), kwpPart, template);
    }

    /** Wraps this key itself. */
    public byte[] wrapUnder(KekObject kek, OaepHash hash) throws TokenException {
        return session.wrap(Oaep.mechanism(hash), kek.handle(), key.handle());
    }

    @Override
    public void close() throws TokenException {
        key.close();
    }
}
