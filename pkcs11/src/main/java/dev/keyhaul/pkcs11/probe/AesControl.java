package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.AesCbc;
import dev.keyhaul.pkcs11.object.AesTemplates;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A throw-away AES key of a target's length. */
final class AesControl implements ControlKey {
    private static final int BLOCK_BYTES = 16;

    private final Session session;
    private final long handle;
    private final int lengthBits;
    private final Optional<byte[]> known;

    private AesControl(Session session, long handle, int lengthBits, Optional<byte[]> known) {
        this.session = session;
        this.handle = handle;
        this.lengthBits = lengthBits;
        this.known = known;
    }

    static AesControl in(Session session, int lengthBits) throws TokenException {
        byte[] value = new byte[lengthBits / Byte.SIZE];
        new SecureRandom().nextBytes(value);
        OptionalLong created = ControlKey.created(session, AesTemplates.throwAway(value));
        return created.isPresent()
                ? new AesControl(session, created.getAsLong(), lengthBits, Optional.of(value))
                : generated(session, lengthBits);
    }

    private static AesControl generated(Session session, int lengthBits) throws TokenException {
        Template template = AesTemplates.throwAway(lengthBits, /* extractable= */ true);
        long handle = session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), template);
        SessionObject.checked(session, handle, template);
        return new AesControl(session, handle, lengthBits, Optional.empty());
    }

    @Override
    public long handle() {
        return handle;
    }

    @Override
    public KeyDescription description() throws TokenException, CheckFailedException {
        Fingerprint fingerprint =
                known.isPresent()
                        ? Fingerprint.ofAesText(encrypt(known.get(), Fingerprint.aesText()))
                        : AesCbc.fingerprint(session, handle);
        return new KeyDescription.Aes(lengthBits, fingerprint);
    }

    /** Of a known value this process is the original: the token cannot give it the same answer. */
    @Override
    public KeyProof proof() {
        return KeyProof.Aes.encryptingAs(
                lengthBits,
                (inSession, text) ->
                        known.isPresent()
                                ? encrypt(known.get(), text)
                                : AesCbc.encrypt(inSession, handle, text));
    }

    @Override
    public Encoding requireSame(byte[] opened) throws CheckFailedException {
        if (opened.length != lengthBits / Byte.SIZE || !isThisKey(opened)) {
            throw ControlKey.anotherKey();
        }
        return new Encoding(
                TokenKeyType.AES,
                opened.length,
                /* zeroPadded= */ false,
                /* withoutPublicHalf= */ false);
    }

    private boolean isThisKey(byte[] opened) throws CheckFailedException {
        if (known.isPresent()) {
            return MessageDigest.isEqual(opened, known.get());
        }
        byte[] text = AesCbc.randomText(new SecureRandom());
        try {
            return MessageDigest.isEqual(
                    encrypt(opened, text), AesCbc.encrypt(session, handle, text));
        } catch (TokenException e) {
            throw TokenFailure.lie(
                    "the token does not encrypt with a key that it made for encryption: "
                            + e.getMessage());
        }
    }

    static byte[] encrypt(byte[] key, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(new byte[BLOCK_BYTES]));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES-CBC", e);
        }
    }
}
