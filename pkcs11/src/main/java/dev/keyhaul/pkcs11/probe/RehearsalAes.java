package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.EphemeralAes;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;

/**
 * An AES-256 key that is made as that of a blob is, and never touches a target: so it may be
 * wrapped under a {@link SoftwareKek} and looked at here.
 */
public final class RehearsalAes implements AutoCloseable {
    private final Session session;
    private final Mechanism keyWrap;
    private final SessionObject key;

    private RehearsalAes(Session session, Mechanism keyWrap, SessionObject key) {
        this.session = session;
        this.keyWrap = keyWrap;
        this.key = key;
    }

    static RehearsalAes generate(Session session, Mechanism keyWrap)
            throws TokenException, CheckFailedException {
        return new RehearsalAes(session, keyWrap, EphemeralAes.generate(session));
    }

    /** Puts one of known value into the token. */
    static RehearsalAes ofValue(Session session, Mechanism keyWrap, byte[] value)
            throws TokenException {
        Template template = Templates.rehearsalAes(value);
        return new RehearsalAes(session, keyWrap, SessionObject.create(session, template));
    }

    /** Lets it end with the session, instead of a call that destroys it. */
    void leaveToEnd() {
        session.leaveToEnd(key.handle());
    }

    byte[] wrap(ControlKey control) throws TokenException {
        return session.wrap(keyWrap, key.handle(), control.handle());
    }

    byte[] wrap(StayingControl control) throws TokenException {
        return session.wrap(keyWrap, key.handle(), control.handle());
    }

    long unwrap(byte[] kwpPart, Template template) throws TokenException {
        return session.unwrap(keyWrap, key.handle(), kwpPart, template);
    }

    /** Wraps this key itself. */
    byte[] wrapUnder(SoftwareKek kek) throws TokenException {
        return session.wrap(Oaep.mechanism(kek.hash()), kek.handle(), key.handle());
    }

    @Override
    public void close() throws TokenException {
        key.close();
    }
}
