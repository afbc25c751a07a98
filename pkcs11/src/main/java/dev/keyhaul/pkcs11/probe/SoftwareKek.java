package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.AesTemplates;
import dev.keyhaul.pkcs11.object.EphemeralAes;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;

/**
 * A throw-away KEK, whose private half is in this process: what is wrapped under it is opened here.
 *
 * <p>Whoever reads this process's memory opens it too. So what is wrapped under it is a {@link
 * RehearsalAes} or a {@link ControlKey}, never a target and never a {@code ShippingAes}: it gives
 * nobody its public half, of which a {@code KekObject} could be made.
 */
public final class SoftwareKek implements Session.Remembered {
    private final KeyPair pair;
    private final OaepHash hash;
    private final long handle;

    private SoftwareKek(KeyPair pair, OaepHash hash, long handle) {
        this.pair = pair;
        this.hash = hash;
        this.handle = handle;
    }

    /** Makes one, whose object ends with the session. */
    public static SoftwareKek in(Session session, WrapSizes sizes, SecureRandom random)
            throws TokenException {
        SoftwareKek made = made(session, sizes, random);
        session.leaveToEnd(made.handle);
        return made;
    }

    /**
     * Returns the one of all decoys of a session, which no rehearsal used: it has not been seen.
     */
    static SoftwareKek ofDecoys(Session session, WrapSizes sizes, SecureRandom random)
            throws TokenException {
        Optional<SoftwareKek> kept = session.remembered(sizes, SoftwareKek.class);
        if (kept.isPresent()) {
            return kept.get();
        }
        SoftwareKek made = made(session, sizes, random);
        session.remember(sizes, made);
        return made;
    }

    private static SoftwareKek made(Session session, WrapSizes sizes, SecureRandom random)
            throws TokenException {
        KeyPair pair = SoftwarePair.ofSmallPrimes(sizes.kekBits(), random);
        long handle = session.create(Templates.kek((RSAPublicKey) pair.getPublic()));
        return new SoftwareKek(pair, sizes.hash(), handle);
    }

    @Override
    public long handle() {
        return handle;
    }

    OaepHash hash() {
        return hash;
    }

    /** Wraps a throw-away key by CKM_RSA_AES_KEY_WRAP: a target has no such way to this KEK. */
    byte[] wrapInOneCall(Session session, ControlKey key) throws TokenException {
        return session.wrap(Oaep.inOneCall(hash), handle, key.handle());
    }

    /** Wraps its copy in the same way. */
    byte[] wrapInOneCall(Session session, StayingControl copy) throws TokenException {
        return session.wrap(Oaep.inOneCall(hash), handle, copy.handle());
    }

    /** Opens the AES key that such a ciphertext begins with. */
    SecretBytes openFirst(byte[] wrapped) throws CheckFailedException {
        return open(Arrays.copyOf(wrapped, Math.min(wrapped.length, lengthBytes())));
    }

    /** Returns what stands behind that key. */
    byte[] afterFirst(byte[] wrapped) {
        return Arrays.copyOfRange(wrapped, lengthBytes(), wrapped.length);
    }

    /** Returns the length of what OAEP with this key gives. */
    private int lengthBytes() {
        return (((RSAPublicKey) pair.getPublic()).getModulus().bitLength() + 7) / 8;
    }

    /**
     * Opens an AES key.
     *
     * @throws CheckFailedException when it is not wrapped as was asked for, or not 32 bytes long
     */
    public SecretBytes open(byte[] oaepPart) throws CheckFailedException {
        return open(oaepPart, Templates.AES_BYTES);
    }

    private SecretBytes open(byte[] oaepPart, int lengthBytes) throws CheckFailedException {
        SecretBytes opened = SecretBytes.moveFrom(decrypt(oaepPart));
        int length = opened.lengthBytes();
        if (length != lengthBytes) {
            opened.close();
            throw TokenFailure.lie(
                    "the token made an AES key of "
                            + length
                            + " bytes, not of the requested "
                            + lengthBytes);
        }
        return opened;
    }

    /**
     * Has the token make two throw-away AES-256 keys, as those of blobs are made, and opens them.
     *
     * @throws CheckFailedException when they are short, or look alike or regular
     * @throws TokenException when the token refuses or fails
     */
    public void requireRandom(Session session) throws KeyTransferException {
        try (SecretBytes first = openNew(session);
                SecretBytes second = openNew(session)) {
            AesSamples.requireRandom(List.of(first, second));
        }
    }

    private SecretBytes openNew(Session session) throws KeyTransferException {
        long aes = EphemeralAes.generate(session).handle();
        session.leaveToEnd(aes);
        return open(wrap(session, aes));
    }

    /**
     * Has the token make a throw-away AES key of this length, and opens it.
     *
     * @throws CheckFailedException when it has another length
     * @throws TokenException when the token refuses or fails
     */
    void requireLength(Session session, int lengthBits) throws KeyTransferException {
        Template template = AesTemplates.throwAway(lengthBits, /* extractable= */ true);
        long aes = session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), template);
        session.leaveToEnd(aes);
        open(wrap(session, aes), lengthBits / Byte.SIZE).close();
    }

    /** Wraps a throw-away AES key itself. */
    public byte[] wrap(Session session, ControlKey key) throws TokenException {
        return wrap(session, key.handle());
    }

    /** Wraps its copy in the same way. */
    public byte[] wrap(Session session, StayingControl copy) throws TokenException {
        return wrap(session, copy.handle());
    }

    private byte[] wrap(Session session, long aes) throws TokenException {
        try {
            return session.wrap(Oaep.mechanism(hash), handle, aes);
        } catch (TokenException e) {
            throw TokenFailure.during(e, "the token's RSA-OAEP with " + hash);
        }
    }

    private byte[] decrypt(byte[] oaepPart) throws CheckFailedException {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate(), hash.parameters());
            return cipher.doFinal(oaepPart);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new CheckFailedException(
                    Reason.TOKEN_KEY_WRAP,
                    "the token's RSA-OAEP with " + hash + " does not work as specified",
                    "no other system could unwrap the keys that it wraps; Azure requires SHA-1");
        }
    }
}
