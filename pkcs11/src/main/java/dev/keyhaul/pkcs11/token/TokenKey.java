package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.object.AesCbc;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.PairSignature;
import dev.keyhaul.pkcs11.restore.RecoveryPair;
import dev.keyhaul.pkcs11.wrap.WrapInToken;

/**
 * A key in a token: the private key of an RSA or EC pair, or an AES key. It is used and wrapped
 * there; its clear form never enters this process.
 *
 * <pre>{@code
 * try (TokenKey key = token.rsaKey(KeySelector.label("tenant"))) {
 *     byte[] signature = key.sign("a licence".getBytes(StandardCharsets.UTF_8));
 *     BlobWrapper.under(kek).build().wrap(key).writeTo(blobFile);
 * }
 * }</pre>
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
    private final HeldKey key;
    private final KeyInfo info;

    TokenKey(Token token, HeldKey key) {
        this.token = token;
        this.key = key;
        this.info = new KeyInfo(key.found());
    }

    /** {@return the key as it was when it was found} */
    public KeyInfo info() {
        return info;
    }

    @Override
    public KeyDescription description() {
        return key.description();
    }

    /** {@return the token that it lives in} */
    public Token token() {
        return token;
    }

    @Override
    public KeyOrigin origin() {
        return key.origin();
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
        if (RecoveryPair.isOne(key.found())) {
            throw staying(" is a recovery key: it can only unwrap");
        } else if (TokenEvidenceKey.onlySigns(info)) {
            throw staying(" is an evidence key: it can only sign");
        }
    }

    private RefusedException staying(String what) {
        return new RefusedException(
                Reason.KEY_UNEXTRACTABLE,
                info + what + ", and never leaves its token",
                "give the key that you want to move");
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
        Arguments.notNull("wrappingKey", wrappingKey);
        return key.inSession(
                session -> {
                    WrapInToken wrapping = token.wrapping(session, key);
                    if (wrappingKey instanceof RsaAesWrappingKey kek) {
                        return wrapping.underRsa(kek);
                    } else if (wrappingKey instanceof TokenAesWrappingKey aes) {
                        return wrapping.underAes(aes.resident());
                    } else if (wrappingKey instanceof WrappingKey.RsaOaep direct) {
                        return wrapping.underOaep(direct);
                    }
                    throw new RefusedException(
                            Reason.WRAP_UNSUITABLE,
                            "a token key cannot be wrapped under " + wrappingKey.identity(),
                            "give an RSA public key or an AES key of the same token");
                });
    }

    /**
     * Signs as {@link dev.keyhaul.core.key.KeyChallenge#verifies} verifies: an RSA key by
     * RSASSA-PKCS1-v1_5 with SHA-256, an EC key by ECDSA with its curve's hash, r and s side by
     * side. The data is hashed here.
     *
     * @param data what is signed, of any length
     * @return the signature
     * @throws RefusedException when it is an AES key
     */
    public byte[] sign(byte[] data) throws KeyTransferException {
        Arguments.notNull("data", data);
        return key.inSession(
                session -> PairSignature.sign(session, key.handleIn(session), description(), data));
    }

    /**
     * Encrypts with an AES key: CBC with an IV of zeros, without padding.
     *
     * @param text 32 bytes, as those that a proof compares
     * @return the ciphertext, as long as the text
     * @throws RefusedException when it is a key of another kind
     */
    public byte[] encryptAesCbc(byte[] text) throws KeyTransferException {
        Arguments.notNull("text", text);
        requireAes();
        return key.inSession(session -> AesCbc.encrypt(session, key.handleIn(session), text));
    }

    /**
     * Decrypts what {@link #encryptAesCbc} gave; the caller closes the result.
     *
     * @param ciphertext what was encrypted
     * @return the clear bytes; the caller closes it
     * @throws RefusedException when it is a key of another kind
     */
    public SecretBytes decryptAesCbc(byte[] ciphertext) throws KeyTransferException {
        Arguments.notNull("ciphertext", ciphertext);
        requireAes();
        return key.inSession(
                session ->
                        SecretBytes.moveFrom(
                                AesCbc.decrypt(session, key.handleIn(session), ciphertext)));
    }

    private void requireAes() throws RefusedException {
        if (!(description() instanceof KeyDescription.Aes)) {
            throw new RefusedException(
                    Reason.KEY_KIND,
                    "the key is " + description().name() + ", but must be an AES key");
        }
    }

    /**
     * Decrypts with an RSA key; the caller closes the result.
     *
     * @param ciphertext as long as the modulus
     * @param padding how it was encrypted
     * @return the clear bytes, without the padding
     * @throws KeyTransferException if it does not decrypt, or the token fails
     */
    public SecretBytes decrypt(byte[] ciphertext, RsaPadding padding) throws KeyTransferException {
        Arguments.notNull("ciphertext", ciphertext, "padding", padding);
        return key.inSession(
                session ->
                        SecretBytes.moveFrom(
                                session.decrypt(
                                        Oaep.decryption(padding),
                                        key.handleIn(session),
                                        ciphertext)));
    }

    /** A key that was restored for a session is destroyed; others stay in their token. */
    @Override
    public void close() {
        key.close();
    }
}
