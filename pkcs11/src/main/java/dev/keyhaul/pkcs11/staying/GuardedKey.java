package dev.keyhaul.pkcs11.staying;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Attribute.Flag;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.AesCbc;
import dev.keyhaul.pkcs11.object.AesTemplates;
import dev.keyhaul.pkcs11.object.EcNumbers;
import dev.keyhaul.pkcs11.object.EcTemplates;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.object.ThrowAwayPair;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.session.TrialOutcome;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Whether a key is guarded as its attributes say. A token may answer anything for CKA_EXTRACTABLE
 * and CKA_SENSITIVE, so it is asked to do what they forbid, in ways that bring nothing here: to
 * loosen the key, to copy it looser, to wrap it under keys that nobody here can open, to begin what
 * it may not do, and to tell the lengths of its private values.
 *
 * <p>The values themselves are never asked for: a token that lies would give them. Nor does a
 * length alone count: a throw-away key that is as sensitive shows whether the token tells that of
 * any.
 *
 * <p>A refusal counts whatever its code is: tokens have many for what they do not support. But a
 * code that does not speak of the key's attributes shows nothing, and the trial is {@linkplain
 * #notShown() named}. A control on a throw-away key for each trial would cost two calls each, and
 * says no more of a token that lies: it has only to know the key.
 */
public final class GuardedKey {
    private static final String HINT =
            "nothing was kept; do not trust this token to protect a key: it does not enforce its attributes";
    private static final String HINT_OF_OLD =
            "do not trust this token to protect a key: it does not enforce its attributes";

    /** CKA_PRIVATE_EXPONENT to CKA_COEFFICIENT: Cka lacks them, so that nothing asks for them. */
    private static final long[] VALUES_OF_RSA = LongStream.rangeClosed(0x123L, 0x128L).toArray();

    private static final List<Ckm> WRAPS_UNDER_AES =
            List.of(Ckm.AES_KEY_WRAP_KWP, Ckm.AES_KEY_WRAP_PAD, Ckm.AES_KEY_WRAP, Ckm.AES_CBC_PAD);
    private static final List<Ckm> WRAPS_UNDER_RSA =
            List.of(Ckm.RSA_AES_KEY_WRAP, Ckm.RSA_PKCS_OAEP, Ckm.RSA_PKCS);

    private static final String SET = "C_SetAttributeValue";
    private static final String COPY = "C_CopyObject";
    private static final String WRAP = "C_WrapKey";

    private static final int BLOCK_BYTES = 16;
    private static final int THROW_AWAY_BITS = 2048;
    private static final int THROW_AWAY_AES_BITS = 256;

    private static final Set<String> MAKERS =
            Set.of("C_GenerateKey", "C_GenerateKeyPair", "C_CreateObject");

    private final SessionPool sessions;
    private final Session session;
    private final Set<String> notShown = new TreeSet<>();

    public GuardedKey(SessionPool sessions, Session session) {
        this.sessions = sessions;
        this.session = session;
    }

    /** Returns the trials that were not refused for what the key is, nor allowed. */
    Set<String> notShown() {
        return Collections.unmodifiableSet(notShown);
    }

    private boolean isAllowed(String function, Object subject, Session.Trial trial)
            throws TokenException {
        return isAllowed(function, subject, session.attempt(function, trial));
    }

    private boolean isAllowed(String function, Object subject, TrialOutcome outcome) {
        if (outcome == TrialOutcome.NOT_SHOWN) {
            notShown.add(function + " " + subject);
        }
        return outcome == TrialOutcome.ALLOWED;
    }

    /**
     * Refuses a key that was just made to stay, if it is not guarded. Its maker destroys it then,
     * and with it what a trial may have loosened.
     *
     * @param asked the attributes that it must have
     * @throws CheckFailedException if it is not guarded
     * @throws TokenException if the token fails
     */
    void requireNew(FoundKey key, Template asked) throws KeyTransferException {
        requireNotLoosened(key.handle(), key, asked, HINT);
        requireDenied(key, asked);
        requireKept(key, mayLeave(asked), HINT);
    }

    /**
     * Refuses a key of a session that the token would show or, if it may not leave, wrap.
     *
     * @throws CheckFailedException if it is not guarded
     * @throws TokenException if the token fails
     */
    public void requireKept(FoundKey key) throws KeyTransferException {
        requireKept(key, !key.isNot(KeyAttribute.EXTRACTABLE), HINT);
    }

    /**
     * Refuses a key that was there before, and may not leave any more. Whether the token would
     * loosen it is tried on a throw-away key with these attributes.
     *
     * @throws CheckFailedException if it is not guarded
     * @throws TokenException if the token fails
     */
    void requireSealed(FoundKey key) throws KeyTransferException {
        requireKept(key, /* mayLeave= */ false, HINT_OF_OLD);
        try {
            onThrowAway(
                    key,
                    (handle, asked) -> {
                        requireNotLoosened(handle, key, asked, HINT_OF_OLD);
                        return true;
                    });
        } catch (TokenException e) {
            if (!isMakingRefused(e)) {
                throw e;
            }
            notShown.addAll(Set.of(SET, COPY)); // Nothing was there to be loosened.
        }
    }

    private void requireNotLoosened(long handle, FoundKey like, Template asked, String hint)
            throws KeyTransferException {
        requireNotLoosened(handle, like, new Flag(Cka.SENSITIVE, false), hint);
        if (!mayLeave(asked)) {
            requireNotLoosened(handle, like, new Flag(Cka.EXTRACTABLE, true), hint);
        }
    }

    /**
     * What counts is what a looser key gives. In a TPM an attribute is a label: it can be changed,
     * and nothing comes of it.
     */
    private void requireNotLoosened(long handle, FoundKey like, Flag flag, String hint)
            throws KeyTransferException {
        Template looser = new Template(List.of(flag));
        String attribute = (flag.value() ? KeyAttribute.EXTRACTABLE : KeyAttribute.SENSITIVE).cka();
        String name = attribute + " of a key that must stay as it is";
        if (isAllowed(SET, attribute, () -> session.set(handle, looser))
                && is(handle, flag)
                && (isShown(handle, like) || isWrapped(handle) || !isPutBack(handle, flag))) {
            throw notGuarded("the token changed " + name, hint);
        }
        List<Long> copies = new ArrayList<>();
        Template copy = Templates.ephemeral().plus(looser);
        if (isAllowed(COPY, attribute, () -> copies.add(session.copy(handle, copy)))) {
            session.leaveToEnd(copies.get(0));
            if (isShown(copies.get(0), like) || isWrapped(copies.get(0))) {
                throw notGuarded("the token made a copy with another " + name, hint);
            }
        }
    }

    /** What cannot be read is not known to be otherwise. */
    private boolean is(long handle, Flag flag) throws TokenException {
        return session.read(handle, flag.type()).flag(flag.type()).orElse(flag.value())
                == flag.value();
    }

    private boolean isPutBack(long handle, Flag flag) throws TokenException {
        Flag before = new Flag(flag.type(), !flag.value());
        session.set(handle, new Template(List.of(before)));
        return session.read(handle, flag.type()).flag(flag.type()).orElse(flag.value())
                == before.value();
    }

    private static boolean mayLeave(Template asked) {
        return asked.attributes().contains(new Flag(Cka.EXTRACTABLE, true));
    }

    private static CheckFailedException notGuarded(String what, String hint) {
        return new CheckFailedException(Reason.TOKEN_ATTRIBUTES, what, hint);
    }

    /**
     * What a key may not do is begun with a block of zeros, and what comes of it is not looked at.
     */
    private void requireDenied(FoundKey key, Template asked) throws KeyTransferException {
        byte[] block = new byte[BLOCK_BYTES];
        long handle = key.handle();
        Mechanism cipher = key.isAes() ? AesCbc.mechanism() : Mechanism.of(Ckm.RSA_PKCS);
        if (!key.isEc() && isDenied(asked, Cka.DECRYPT)) {
            requireDenied(
                    KeyAttribute.DECRYPT,
                    "C_DecryptInit",
                    () -> Arrays.fill(session.decrypt(cipher, handle, block), (byte) 0));
        }
        if (!key.isAes() && isDenied(asked, Cka.SIGN)) {
            Mechanism signing = Mechanism.of(key.isEc() ? Ckm.ECDSA : Ckm.RSA_PKCS);
            requireDenied(
                    KeyAttribute.SIGN, "C_SignInit", () -> session.sign(signing, handle, block));
        }
        if (key.isAes() && isDenied(asked, Cka.ENCRYPT)) {
            requireDenied(
                    KeyAttribute.ENCRYPT,
                    "C_EncryptInit",
                    () -> session.encrypt(cipher, handle, block));
        }
    }

    private static boolean isDenied(Template asked, long usage) {
        return asked.attributes().contains(new Flag(usage, false));
    }

    private void requireDenied(KeyAttribute usage, String init, Session.Trial use)
            throws KeyTransferException {
        if (isAllowed(init, usage.cka(), use)) {
            throw notGuarded(
                    "the token lets a key do what " + usage.cka() + " false forbids", HINT);
        }
    }

    private void requireKept(FoundKey key, boolean mayLeave, String hint)
            throws KeyTransferException {
        if (isShown(key.handle(), key)) {
            throw notGuarded(
                    "the token does not refuse to show the private value of a key that it marks as sensitive",
                    hint);
        }
        if (!mayLeave && isWrapped(key.handle())) {
            throw notGuarded("the token wraps a key that it marks as not extractable", hint);
        }
    }

    /** Whether the token tells how long a private value is, and does not tell that of any key. */
    private boolean isShown(long handle, FoundKey like) throws KeyTransferException {
        long[] values = like.isRsa() ? VALUES_OF_RSA : new long[] {Cka.VALUE};
        try {
            if (!session.tellsLength(handle, values)) {
                return false;
            }
            if (!tellsLengthOfAny(like, values)) {
                return true;
            }
        } catch (TokenException e) {
            if (!TokenFailure.is(e, Ckr.FUNCTION_NOT_SUPPORTED)) {
                throw e;
            }
        }
        notShown.add("C_GetAttributeValue");
        return false;
    }

    /** What the ways to wrap do is not known, and does not matter: each must be refused. */
    private boolean isWrapped(long handle) throws KeyTransferException {
        return isWrapped(handle, WRAPS_UNDER_AES, this::aes)
                || isWrapped(handle, WRAPS_UNDER_RSA, this::nobodysKek);
    }

    private boolean isWrapped(long handle, List<Ckm> ways, WrappingKeys wrappingKey)
            throws KeyTransferException {
        List<Ckm> listed = ways.stream().filter(sessions.slot().listed()::contains).toList();
        if (listed.isEmpty()) {
            return false;
        }
        SessionObject under;
        try {
            under = wrappingKey.make();
        } catch (TokenException e) {
            if (!isMakingRefused(e)) {
                throw e;
            }
            listed.stream()
                    .filter(sessions.slot()::wrapsBy)
                    .forEach(way -> notShown.add(WRAP + " " + way));
            return false; // Without a key that wraps, nothing can be wrapped.
        }
        // The refusals that are expected end the session, and this key with it.
        session.leaveToEnd(under.handle());
        for (Ckm way : listed) {
            TrialOutcome outcome =
                    session.attempt(
                            WRAP,
                            () ->
                                    Arrays.fill(
                                            session.wrap(mechanism(way), under.handle(), handle),
                                            (byte) 0));
            boolean isWay = outcome != TrialOutcome.NOT_SHOWN || sessions.slot().wrapsBy(way);
            if (isWay && isAllowed(WRAP, way, outcome)) {
                return true;
            }
        }
        return false;
    }

    private static Mechanism mechanism(Ckm way) {
        return switch (way) {
            case RSA_AES_KEY_WRAP -> Oaep.inOneCall(OaepHash.SHA1);
            case RSA_PKCS_OAEP -> Oaep.mechanism(OaepHash.SHA1);
            case AES_CBC_PAD -> new Mechanism(way.code(), new Mechanism.Raw(new byte[BLOCK_BYTES]));
            default -> Mechanism.of(way);
        };
    }

    @FunctionalInterface
    private interface WrappingKeys {
        SessionObject make() throws KeyTransferException;
    }

    private SessionObject aes() throws TokenException {
        return SessionObject.checked(
                session,
                session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), Templates.wrapsOnly()),
                Templates.wrapsOnly());
    }

    /** A random number: nobody has its factors. */
    private SessionObject nobodysKek() throws TokenException {
        BigInteger number =
                new BigInteger(THROW_AWAY_BITS, sessions.random())
                        .setBit(THROW_AWAY_BITS - 1)
                        .setBit(0);
        try {
            RSAPublicKey kek = PublicKeyEncoding.of(number, NewPair.EXPONENT);
            return SessionObject.create(session, Templates.kek(kek));
        } catch (MalformedInputException e) {
            throw new IllegalStateException("an odd number of 2048 bits is a modulus", e);
        }
    }

    private static boolean isMakingRefused(TokenException e) {
        return e.function().filter(MAKERS::contains).isPresent() && TokenFailure.isRefusal(e);
    }

    /** Asks the same of a key that is worth nothing; of that one, the value may be asked for. */
    private boolean tellsLengthOfAny(FoundKey key, long... values) throws KeyTransferException {
        return onThrowAway(key, (handle, asked) -> tellsLengthAlone(handle, values));
    }

    @FunctionalInterface
    private interface ThrowAwayTrial {
        boolean passes(long handle, Template asked) throws KeyTransferException;
    }

    /** Tries a key that is worth nothing, of the kind of another, and not extractable. */
    private boolean onThrowAway(FoundKey like, ThrowAwayTrial trial) throws KeyTransferException {
        if (like.isAes()) {
            Template asked = AesTemplates.throwAway(THROW_AWAY_AES_BITS, false);
            long made = session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), asked);
            try (SessionObject aes = SessionObject.checked(session, made, asked)) {
                return trial.passes(aes.handle(), asked);
            }
        }
        Template asked =
                like.isEc()
                        ? EcTemplates.throwAwayPrivate(false)
                        : Templates.throwAwayPrivate(false);
        try (ThrowAwayPair pair =
                like.isEc()
                        ? ThrowAwayPair.generate(session, EcNumbers.curve(like.lengthBits()), asked)
                        : ThrowAwayPair.generate(session, THROW_AWAY_BITS, asked)) {
            return trial.passes(pair.privateHandle(), asked);
        }
    }

    private boolean tellsLengthAlone(long throwAway, long... values) throws TokenException {
        if (!session.tellsLength(throwAway, values)) {
            return false;
        }
        AttributeValues told = session.read(throwAway, values);
        return Arrays.stream(values)
                .allMatch(type -> told.bytes(type).filter(v -> v.length > 0).isEmpty());
    }
}
