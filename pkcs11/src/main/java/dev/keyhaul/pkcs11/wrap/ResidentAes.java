package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.session.Session;

/** A wrapping key that stays in its token, at work in a session. */
public final class ResidentAes implements WrappingAes {
    private final Session session;
    private final Mechanism keyWrap;
    private final long handle;

    ResidentAes(Session session, Mechanism keyWrap, ResidentKey key) throws TokenException {
        this.session = session;
        this.keyWrap = keyWrap;
        this.handle = key.handleIn(session);
    }

    @Override
    public byte[] wrap(HeldKey target) throws TokenException {
        return session.wrap(keyWrap, handle, target.handleIn(session));
    }

    @Override
    public byte[] wrap(ControlKey control) throws TokenException {
        return session.wrap(keyWrap, handle, control.handle());
    }

    @Override
    public Session.Offered offer(byte[] kwpPart, Template template) throws TokenException {
        return session.offer(keyWrap, handle, kwpPart, template);
    }

    @Override
    public long unwrap(byte[] kwpPart, Template template) throws TokenException {
        return session.unwrap(keyWrap, handle, kwpPart, template);
    }
}
