package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Mechanism;

import java.util.HexFormat;
import java.util.List;

/**
 * An AES-256 key that wraps keys of its own token, and unwraps them there.
 *
 * <p>Thread-safe; holds nothing that is to be closed. What it wraps is lost with its token.
 *
 * @since 0.1.0
 */
public final class TokenAesWrappingKey implements WrappingKey, UnwrappingKey {
    /** The length of the key. */
    public static final int LENGTH_BITS = 256;

    /** What stands before the serial number in an identity. */
    private static final String SERIAL = ",serial=";

    private final Token token;
    private final KeyInfo info;
    private final String identity;

    private TokenAesWrappingKey(Token token, KeyInfo info, String identity) {
        this.token = token;
        this.info = info;
        this.identity = identity;
    }

    static TokenAesWrappingKey of(Token token, KeyInfo info) throws KeyTransferException {
        if (!info.isAes() || info.kind() != KeyKind.SECRET || info.lengthBits() != LENGTH_BITS) {
            throw Reason.WRAPPING_KEY_UNFIT.of(
                    new TokenException(info + " is not an AES-256 key", null));
        }
        try (Session session = token.borrow()) {
            return new TokenAesWrappingKey(token, info, identity(token, session, info));
        }
    }

    /** Returns the key as it was when it was found. */
    public KeyInfo info() {
        return info;
    }

    /**
     * Returns the key check value (PKCS#11 v3.0 §4.10.2) where the token has one, the key's id and
     * its token's serial number: {@code aes256:kcv=…,id=…,serial=…}.
     */
    @Override
    public String identity() {
        return identity;
    }

    @Override
    public TokenKey restore(byte[] ciphertext, KeyDescription expected, RestoreAs as)
            throws KeyTransferException {
        Mechanism keyWrap = KeyWrap.of(token.capabilities()).mechanism();
        return KeyRestoring.restore(
                token,
                new Expected.Key(expected),
                as,
                List.of(
                        (restoring, session) ->
                                restoring.unwrap(keyWrap, handleIn(session), ciphertext)));
    }

    /**
     * Whether two identities name one key: a key that was cloned into another device keeps its
     * check value and CKA_ID, and differs in the device's serial number.
     */
    public static boolean isSameKey(String identity, String other) {
        return withoutSerial(identity).equals(withoutSerial(other));
    }

    private static String withoutSerial(String identity) {
        int serial = identity.indexOf(SERIAL);
        return serial < 0 ? identity : identity.substring(0, serial);
    }

    /**
     * Checks that this key may wrap keys of {@code home}.
     *
     * @throws RefusedException if it is in another token, or has attributes that would show what it
     *     wraps
     */
    public void requireFit(Token home) throws RefusedException {
        if (!token.sessions().slot().isSameAs(home.sessions().slot())) {
            throw new RefusedException(
                    "the wrapping key is in "
                            + Slot.name(token.info())
                            + ", the key is in "
                            + Slot.name(home.info()),
                    "an AES key wraps keys of its own token; for another take a recovery pair");
        }
        FitForMasterCopies.require(
                info,
                List.of(KeyAttribute.WRAP, KeyAttribute.UNWRAP),
                List.of(KeyAttribute.ENCRYPT, KeyAttribute.DECRYPT, KeyAttribute.MODIFIABLE));
    }

    /**
     * The handle of the moment; after a new login the key that is found must have this identity.
     */
    long handleIn(Session session) throws TokenException {
        long handle = session.handleOf(info);
        if (!identity(token, session, info).equals(identity)) {
            throw new TokenException(
                    info + " has a different check value than before the login was renewed",
                    "someone replaced it: find out who before you use it");
        }
        return handle;
    }

    private static String identity(Token token, Session session, KeyInfo info)
            throws TokenException {
        String checkValue =
                session.read(session.handleOf(info), Cka.CHECK_VALUE)
                        .bytes(Cka.CHECK_VALUE)
                        .map(HexFormat.of()::formatHex)
                        .orElse("unknown");
        return "aes256:kcv=" + checkValue + ",id=" + info.idHex() + SERIAL + token.info().serial();
    }
}
