package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cryptoki.KeyPairHandles;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.HonouredTemplate;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.session.Session;
import java.util.Arrays;

/**
 * A throw-away pair of the token itself, by which it wraps in one call and opens that again: its
 * private half cannot leave the token. Both halves end with the session.
 *
 * <p>It opens what it wrapped last, of which a caller sees and changes the AES-KWP part alone.
 */
final class OwnPair implements WrappingAes {
    private static final int BITS = 2048;

    private final Session session;
    private final Mechanism oneCall;
    private final KeyPairHandles pair;
    private byte[] oaepPart = {};

    private OwnPair(Session session, Mechanism oneCall, KeyPairHandles pair) {
        this.session = session;
        this.oneCall = oneCall;
        this.pair = pair;
    }

    static OwnPair generate(Session session, OaepHash hash) throws TokenException {
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                        Templates.importPublic(BITS),
                        Templates.importPrivate());
        session.leaveToEnd(pair.publicKey());
        session.leaveToEnd(pair.privateKey());
        HonouredTemplate.check(session, pair.privateKey(), Templates.staysSecret());
        return new OwnPair(session, Oaep.inOneCall(hash), pair);
    }

    @Override
    public byte[] wrap(HeldKey target) throws TokenException {
        return wrap(target.handleIn(session));
    }

    @Override
    public byte[] wrap(ControlKey control) throws TokenException {
        return wrap(control.handle());
    }

    private byte[] wrap(long key) throws TokenException {
        byte[] wrapped = session.wrap(oneCall, pair.publicKey(), key);
        int split = Math.min(wrapped.length, BITS / Byte.SIZE);
        oaepPart = Arrays.copyOf(wrapped, split);
        return Arrays.copyOfRange(wrapped, split, wrapped.length);
    }

    @Override
    public long unwrap(byte[] kwpPart, Template template) throws TokenException {
        return session.unwrap(oneCall, pair.privateKey(), whole(kwpPart), template);
    }

    @Override
    public Session.Offered offer(byte[] kwpPart, Template template) throws TokenException {
        return session.offer(oneCall, pair.privateKey(), whole(kwpPart), template);
    }

    private byte[] whole(byte[] kwpPart) {
        return TwoStepWrap.joined(oaepPart, kwpPart);
    }
}
