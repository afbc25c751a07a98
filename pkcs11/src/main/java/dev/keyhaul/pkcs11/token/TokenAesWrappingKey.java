package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.probe.KeyWrap;
import dev.keyhaul.pkcs11.restore.ExpectedTokenKey;
import dev.keyhaul.pkcs11.restore.Restoration;
import dev.keyhaul.pkcs11.wrap.ResidentKey;
import java.util.List;
import java.util.Set;

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

    private final Token token;
    private final KeyInfo info;
    private final ResidentKey resident;

    private TokenAesWrappingKey(Token token, KeyInfo info, ResidentKey resident) {
        this.token = token;
        this.info = info;
        this.resident = resident;
    }

    static TokenAesWrappingKey of(Token token, KeyInfo info) throws KeyTransferException {
        if (!info.isAes()
                || info.kind() != KeyObjectKind.SECRET
                || info.lengthBits() != LENGTH_BITS) {
            throw new TokenException(
                    Reason.WRAPPING_KEY_UNFIT, info + " is not an AES-256 key", null);
        }
        return new TokenAesWrappingKey(token, info, ResidentKey.of(token.sessions(), info.found()));
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
        return resident.identity();
    }

    @Override
    public Set<String> openGuards() throws KeyTransferException {
        return resident.openGuards();
    }

    @Override
    public TokenKey restore(byte[] ciphertext, KeyDescription expected, RestoreAs as)
            throws KeyTransferException {
        Arguments.notNull("ciphertext", ciphertext, "expected", expected, "as", as);
        Mechanism keyWrap = KeyWrap.of(token.capabilities()).mechanism();
        return new TokenKey(
                token,
                Restoration.restore(
                                token.sessions(),
                                new ExpectedTokenKey.Key(expected),
                                as,
                                List.of(
                                        (restoring, session) ->
                                                restoring.unwrap(
                                                        keyWrap,
                                                        resident.handleIn(session),
                                                        ciphertext)))
                        .key());
    }

    ResidentKey resident() {
        return resident;
    }

    /**
     * Whether two identities name one key: a key that was cloned into another device keeps its
     * check value and CKA_ID, and differs in the device's serial number.
     */
    public static boolean isSameKey(String identity, String other) {
        return withoutSerial(identity).equals(withoutSerial(other));
    }

    private static String withoutSerial(String identity) {
        int serial = identity.indexOf(ResidentKey.SERIAL);
        return serial < 0 ? identity : identity.substring(0, serial);
    }

    /**
     * Checks that this key may wrap keys of {@code home}.
     *
     * @throws RefusedException if it is in another token, or has attributes that would show what it
     *     wraps, or open guards where that was not allowed
     * @throws KeyTransferException if the token fails
     */
    public void requireFit(Token home) throws KeyTransferException {
        resident.requireFit(home.sessions().slot());
    }
}
