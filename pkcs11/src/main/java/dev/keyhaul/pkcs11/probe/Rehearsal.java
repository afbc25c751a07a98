package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Goes the whole way of a target with a throw-away key, twice, and opens the results here: what a
 * token answers with CKR_OK and its own proof of it show nothing of what others will open. A token
 * may well wrap in an encoding of its own and open that alone, without malice.
 */
public final class Rehearsal {
    private final SessionPool sessions;
    private final Session session;
    private final Mechanism keyWrap;
    private final ControlKey.Kind target;

    public Rehearsal(
            SessionPool sessions, Session session, Mechanism keyWrap, ControlKey.Kind target) {
        this.sessions = sessions;
        this.session = session;
        this.keyWrap = keyWrap;
        this.target = target;
    }

    /**
     * Rehearses a wrap in two steps.
     *
     * @param repeats where the AES keys are noted that it opened
     * @return how the token encodes a key of this kind
     * @throws CheckFailedException when the token does something else than was asked of it
     * @throws TokenException when the token refuses or fails
     */
    ControlKey.Encoding ofTwoSteps(WrapSizes sizes, AesRepeats repeats)
            throws KeyTransferException {
        ControlKey control = ControlKey.in(session, target);
        ControlKey.Encoding encoding;
        SoftwareKek kek = SoftwareKek.in(session, sizes, sessions.random());
        RehearsalAes aes = RehearsalAes.generate(session, keyWrap);
        aes.leaveToEnd();
        byte[] kwpPart = aes.wrap(control);
        RehearsalAes other = RehearsalAes.generate(session, keyWrap);
        other.leaveToEnd();
        Optional<byte[]> kwpOfStaying =
                StayingControl.wrapped(sessions, session, control, other::wrap);
        byte[] kwpOfOther = kwpOfStaying.isPresent() ? kwpOfStaying.get() : other.wrap(control);
        try (SecretBytes first = opened(kek, aes);
                SecretBytes second = opened(kek, other)) {
            encoding = control.requireIn(kwpPart, first);
            control.requireIn(kwpOfOther, second);
            AesSamples.requireRandom(List.of(first, second));
            repeats.requireNew(first);
            repeats.requireNew(second);
        }
        requireUnwrapped(aes, kwpPart);
        return encoding.seenOfStaying(kwpOfStaying.isPresent());
    }

    private static SecretBytes opened(SoftwareKek kek, RehearsalAes aes)
            throws KeyTransferException {
        try {
            return kek.open(aes.wrapUnder(kek));
        } catch (TokenException e) {
            throw TokenFailure.during(e, "the token's RSA-OAEP with " + kek.hash());
        }
    }

    /** Rehearses a wrap under a resident AES key: under one of known value, since it stays. */
    public ControlKey.Encoding underAes() throws KeyTransferException {
        byte[] value = new byte[Templates.AES_BYTES];
        sessions.random().nextBytes(value);
        RehearsalAes aes = RehearsalAes.ofValue(session, keyWrap, value);
        aes.leaveToEnd();
        try (SecretBytes known = SecretBytes.moveFrom(value)) {
            ControlKey control = ControlKey.in(session, target);
            ControlKey.Encoding encoding = control.requireIn(aes.wrap(control), known);
            AtomicBoolean bothStay = new AtomicBoolean();
            Optional<byte[]> kwpOfStaying =
                    StayingControl.wrapped(
                            sessions,
                            session,
                            control,
                            copy -> {
                                Optional<byte[]> kwp = underStaying(known, copy);
                                bothStay.set(kwp.isPresent());
                                return kwp.isPresent() ? kwp.get() : aes.wrap(copy);
                            });
            if (kwpOfStaying.isPresent()) {
                control.requireIn(kwpOfStaying.get(), known);
            }
            return encoding.seenOfStaying(bothStay.get());
        }
    }

    /** As a resident key wraps a target; empty if the token keeps no such AES key. */
    private Optional<byte[]> underStaying(SecretBytes aes, StayingControl copy)
            throws KeyTransferException {
        return aes.<Optional<byte[]>, KeyTransferException>withRawSecretBytes(
                value ->
                        StayingControl.wrappedUnder(
                                sessions,
                                session,
                                value,
                                key -> session.wrap(keyWrap, key.handle(), copy.handle())));
    }

    /** Before the target is unwrapped: openCryptoki was seen to make such a key extractable. */
    private void requireUnwrapped(RehearsalAes aes, byte[] kwpPart) throws KeyTransferException {
        long unwrapped = KeyProof.unwrapped(aes::unwrap, kwpPart, target.type());
        SessionObject object = SessionObject.checked(session, unwrapped, Templates.staysSecret());
        session.leaveToEnd(object.handle());
    }
}
