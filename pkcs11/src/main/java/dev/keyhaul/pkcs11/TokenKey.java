package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.core.secret.SecretBytes;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A key in a token: the private key of an RSA or EC pair, or an AES key. It is used and wrapped
 * there; its clear form never enters this process.
 *
 * <p>Thread-safe for a key that stays in its token; one that was {@linkplain RestoreAs#sessionKey()
 * restored for a session} serves one thread and is destroyed on close.
 *
 * <p>After the token was logged in again, a key that stays in its token is looked for again by its
 * class, id and public half, and used on; when it is not there, or twice, that is an error. One
 * that was restored for a session is gone with that session.
 *
 * @since 0.1.0
 */
public final class TokenKey implements TransferableKey {
    private final Token token;
    private final KeyInfo info;
    private final KeyDescription description;
    private final KeyOrigin origin;
    private final @Nullable Session own;
    private final AtomicBoolean closed = new AtomicBoolean();

    private TokenKey(Token token, KeyInfo info, KeyDescription description, @Nullable Session own)
            throws TokenException {
        this.token = token;
        this.info = info;
        this.description = description;
        this.origin = origin(token, info);
        this.own = own;
    }

    /** Takes a key that was found, and describes it. */
    static TokenKey resident(Token token, KeyInfo info) throws KeyTransferException {
        return new TokenKey(token, info, TokenKeyDescription.of(token, info), null);
    }

    /** Takes an RSA key that was found. */
    static TokenKey rsa(Token token, KeyInfo info) throws TokenException {
        return new TokenKey(token, info, KeyDescription.of(TokenKeyDescription.rsa(info)), null);
    }

    /** Takes a key that was proven to be the described one. */
    static TokenKey proven(Token token, KeyInfo info, KeyDescription description)
            throws TokenException {
        return new TokenKey(token, info, description, null);
    }

    /** A session object dies with its session: so the key keeps that to itself. */
    static TokenKey inSession(
            Token token, KeyInfo info, KeyDescription description, Session session)
            throws TokenException {
        return new TokenKey(token, info, description, session.keep());
    }

    /** Returns the key as it was when it was found. */
    public KeyInfo info() {
        return info;
    }

    @Override
    public KeyDescription description() {
        return description;
    }

    /** Returns the token that it lives in. */
    public Token token() {
        return token;
    }

    @Override
    public KeyOrigin origin() {
        return origin;
    }

    /**
     * {@inheritDoc}
     *
     * @throws RefusedException when it is a recovery key or an evidence key
     */
    @Override
    public void requireTransferable() throws RefusedException {
        if (!info.isNot(KeyAttribute.EXTRACTABLE)) {
            return;
        }
        if (RecoveryKey.isOne(info)) {
            throw staying(" is a recovery key: it can only unwrap");
        } else if (TokenEvidenceKey.onlySigns(info)) {
            throw staying(" is an evidence key: it can only sign");
        }
    }

    private RefusedException staying(String what) {
        return new RefusedException(
                info + what + ", and never leaves its token", "give the key that is to be moved");
    }

    /**
     * Wraps this key inside its token under an RSA public key, or under an AES key of the same
     * token, and proves the bytes there.
     *
     * @throws RefusedException when the key may not leave, or the wrapping key is not fit
     * @throws TokenException when the token fails, or cannot do it in a way that opens elsewhere
     * @throws dev.keyhaul.core.CheckFailedException when the proof does not hold
     */
    @Override
    public WrappedKey wrapUnder(WrappingKey wrappingKey) throws KeyTransferException {
        return inSession(
                session -> {
                    KeyWrapping wrapping = new KeyWrapping(token, session, this);
                    if (wrappingKey instanceof RsaAesWrappingKey kek) {
                        return wrapping.underRsa(kek);
                    } else if (wrappingKey instanceof TokenAesWrappingKey aes) {
                        return wrapping.underAes(aes);
                    } else if (wrappingKey instanceof WrappingKey.RsaOaep direct) {
                        return wrapping.underOaep(direct);
                    }
                    throw new RefusedException(
                            "a token key cannot be wrapped under " + wrappingKey.identity(),
                            "give an RSA public key or an AES key of the same token");
                });
    }

    /**
     * Signs as {@link dev.keyhaul.core.key.KeyChallenge#verifies} verifies: an RSA key by
     * RSASSA-PKCS1-v1_5 with SHA-256, an EC key by ECDSA with its curve's hash, r and s side by
     * side. The data is hashed here.
     *
     * @throws RefusedException when it is an AES key
     */
    public byte[] sign(byte[] data) throws KeyTransferException {
        return inSession(
                session -> {
                    if (description instanceof KeyDescription.Ec pair) {
                        return EcSignature.sign(session, handleIn(session), pair, data);
                    } else if (description instanceof KeyDescription.Rsa) {
                        return RsaSignature.sign(session, handleIn(session), data);
                    }
                    throw new RefusedException(
                            "an AES key does not sign", "let it encrypt a text instead");
                });
    }

    /**
     * Encrypts with an AES key: CBC with an IV of zeros, without padding.
     *
     * @param text 32 bytes, as those that a proof compares
     * @throws RefusedException when it is a key of another kind
     */
    public byte[] encryptAesCbc(byte[] text) throws KeyTransferException {
        requireAes();
        return inSession(session -> AesCbc.encrypt(session, handleIn(session), text));
    }

    /**
     * Decrypts what {@link #encryptAesCbc} gave; the caller closes the result.
     *
     * @throws RefusedException when it is a key of another kind
     */
    public SecretBytes decryptAesCbc(byte[] ciphertext) throws KeyTransferException {
        requireAes();
        return inSession(
                session ->
                        SecretBytes.moveFrom(
                                AesCbc.decrypt(session, handleIn(session), ciphertext)));
    }

    private void requireAes() throws RefusedException {
        if (!(description instanceof KeyDescription.Aes)) {
            throw new RefusedException(
                    "the key is " + description.name() + "; an AES key is needed here");
        }
    }

    /** Decrypts with an RSA key; the caller closes the result. */
    public SecretBytes decrypt(byte[] ciphertext, RsaPadding padding) throws KeyTransferException {
        return inSession(
                session ->
                        SecretBytes.moveFrom(
                                session.decrypt(
                                        Oaep.decryption(padding), handleIn(session), ciphertext)));
    }

    /** The handle of the moment: after a new login the key is looked for again. */
    long handleIn(Session session) throws TokenException {
        return session.handleOf(info);
    }

    /** A key that was restored for a session is destroyed; others stay in their token. */
    @Override
    public void close() {
        if (own == null || !closed.compareAndSet(false, true)) {
            return;
        }
        try (Session session = own) {
            session.destroy(info.handle());
        } catch (TokenException e) {
            // The session is closed for good then, and its objects end with it.
        }
    }

    private <T> T inSession(Session.Work<T> use) throws KeyTransferException {
        if (own != null) {
            if (closed.get()) {
                throw new IllegalStateException("key is closed");
            }
            return own.whileBound(use);
        }
        try (Session session = token.borrow()) {
            return use.with(session);
        }
    }

    private static KeyOrigin origin(Token token, KeyInfo info) throws TokenException {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(KeyOrigin.TOKEN_LABEL, token.info().label());
        details.put(KeyOrigin.MANUFACTURER, token.info().token().manufacturer());
        details.put(KeyOrigin.MODEL, token.info().token().model());
        details.put(KeyOrigin.SERIAL, token.info().serial());
        details.put(KeyOrigin.FIRMWARE, token.info().token().firmwareVersion().toString());
        details.put("key_id", info.idHex());
        details.put("module", token.module().path().toString());
        details.put("module_sha256", token.module().sha256());
        info.attributes()
                .forEach((attribute, value) -> details.put(attribute.cka(), value.toString()));
        return new KeyOrigin(
                token.protection(),
                "token '" + token.info().label() + "', key '" + info.label() + "'",
                token.info().maker(),
                details);
    }
}
