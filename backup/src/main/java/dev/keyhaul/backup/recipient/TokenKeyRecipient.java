package dev.keyhaul.backup.recipient;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.RecipientCopy;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.RecoveryKey;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenAesWrappingKey;
import dev.keyhaul.pkcs11.token.TokenKey;
import dev.keyhaul.pkcs11.token.UnwrappingKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A token's key that master copies are made for: a recovery pair, or an AES wrapping key. Keys are
 * wrapped for it, and restored by it inside its token.
 *
 * <pre>{@code
 * // a drill: restored in the recovery token, used once, destroyed
 * RestoreProof proof = TokenKeyRecipient.drill(recovery, copy, fingerprint, Instant.now());
 * }</pre>
 *
 * <p>Thread-safe; holds nothing that is to be closed. Needs its token open.
 *
 * @since 0.1.0
 */
public final class TokenKeyRecipient implements CopyRecipient {
    private final Token token;
    private final Recipient.InToken description;
    private final UnwrappingKey key;

    private TokenKeyRecipient(Token token, Recipient.InToken description, UnwrappingKey key) {
        this.token = token;
        this.description = description;
        this.key = key;
    }

    /**
     * {@return the recovery pair or AES wrapping key that the selector names}
     *
     * @param token the token that has the recipient's key; it stays open
     * @param selector selects one key of the token
     * @throws TokenException when no key or several keys fit, or it is neither
     */
    public static TokenKeyRecipient find(Token token, KeySelector selector)
            throws KeyTransferException {
        Arguments.notNull("selector", selector);
        return of(token, token.find(selector));
    }

    /**
     * {@return a recovery pair or AES wrapping key that was found or generated}
     *
     * @param token the token that has the recipient's key; it stays open
     * @param key one of the token's keys
     * @throws KeyTransferException if it is neither, or the token fails
     */
    public static TokenKeyRecipient of(Token token, KeyInfo key) throws KeyTransferException {
        Arguments.notNull("token", token);
        if (key.kind() == KeyObjectKind.SECRET) {
            TokenAesWrappingKey aes = token.wrappingKey(key);
            return new TokenKeyRecipient(
                    token,
                    describe(Recipient.InToken.Kind.WRAPPING_KEY, aes.identity(), token, key),
                    aes);
        }
        RecoveryKey pair = token.recoveryKey(key);
        return new TokenKeyRecipient(
                token,
                describe(Recipient.InToken.Kind.RECOVERY_PAIR, identity(pair), token, key),
                pair);
    }

    /**
     * {@return the recipient of {@code copy} whose key is in {@code token}, whatever its label and
     * the token's serial number are now: what opens the copy is the key}
     *
     * @param token the token that has the recipient's key; it stays open
     * @param copy the copy whose recipients are looked for
     * @throws RefusedException when no recipient's key is there
     */
    public static TokenKeyRecipient of(Token token, MasterCopy copy) throws KeyTransferException {
        Arguments.notNull("token", token);
        return allOf(token, copy).get(0);
    }

    /**
     * Restores the copy's key in {@code token} through whichever of its recipients there opens it:
     * one damaged file does not spoil the others.
     *
     * @param token the token that has the recipient's key; it stays open
     * @param copy the copy that is opened
     * @param as what becomes of the key
     * @return the restored key; the caller closes it
     * @throws RefusedException when no recipient's key is there
     * @throws KeyTransferException when none opens the copy: the first one's error, with the others
     *     suppressed in it
     */
    public static TokenKey restore(Token token, MasterCopy copy, RestoreAs as)
            throws KeyTransferException {
        Arguments.notNull("token", token, "as", as);
        List<KeyTransferException> failures = new ArrayList<>();
        for (TokenKeyRecipient recipient : allOf(token, copy)) {
            try {
                return recipient.restore(copy, as);
            } catch (KeyTransferException e) {
                failures.add(e);
            }
        }
        KeyTransferException first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
    }

    private static List<TokenKeyRecipient> allOf(Token token, MasterCopy copy)
            throws KeyTransferException {
        List<TokenKeyRecipient> found = new ArrayList<>();
        for (KeyObjectKind kind : kindsOfRecipients(copy)) {
            for (KeyInfo key : token.keys(kind)) {
                if (canBeRecipient(key)) {
                    TokenKeyRecipient recipient = of(token, key);
                    if (recipient.entryIn(copy).isPresent()) {
                        found.add(recipient);
                    }
                }
            }
        }
        if (found.isEmpty()) {
            throw new RefusedException(
                    Reason.COPY_RECIPIENT_MISSING,
                    "token '"
                            + token.info().label()
                            + "' is not a recipient of copy "
                            + copy.id()
                            + ", which is for "
                            + copy.manifest().recipientsInWords(),
                    token.info().hintWithoutLogin().orElse(null));
        }
        return found;
    }

    private static Set<KeyObjectKind> kindsOfRecipients(MasterCopy copy) {
        Set<KeyObjectKind> kinds = EnumSet.noneOf(KeyObjectKind.class);
        for (RecipientEntry entry : copy.manifest().recipients()) {
            if (entry.recipient() instanceof Recipient.InToken held) {
                kinds.add(
                        switch (held.kind()) {
                            case RECOVERY_PAIR -> KeyObjectKind.PRIVATE;
                            case WRAPPING_KEY -> KeyObjectKind.SECRET;
                        });
            }
        }
        return kinds;
    }

    private static boolean canBeRecipient(KeyInfo key) {
        return switch (key.kind()) {
            case PRIVATE -> key.isRsa() && key.publicKey().isPresent();
            case SECRET -> key.isAes() && key.lengthBits() == TokenAesWrappingKey.LENGTH_BITS;
            case PUBLIC -> false;
        };
    }

    private static Recipient.InToken describe(
            Recipient.InToken.Kind kind, String identity, Token token, KeyInfo key) {
        TokenInfo home = token.info();
        Recipient.TokenIdentity identityOfToken =
                new Recipient.TokenIdentity(
                        home.label(),
                        home.token().manufacturer(),
                        home.token().model(),
                        home.serial());
        return new Recipient.InToken(kind, identity, identityOfToken, key.label(), key.idHex());
    }

    private static String identity(RecoveryKey pair) {
        return Fingerprint.of(pair.publicKey()).toString();
    }

    @Override
    public Recipient.InToken description() {
        return description;
    }

    @Override
    public KeyOrigin.Protection protection() throws TokenException {
        return token.protection();
    }

    @Override
    public void requireFit(TransferableKey target) throws KeyTransferException {
        Arguments.notNull("target", target);
        if (key instanceof TokenAesWrappingKey aes) {
            if (target instanceof SoftwareKey software) {
                software.wrapUnder(aes); // Refuses it, and says why.
            }
            aes.requireFit(target instanceof TokenKey inToken ? inToken.token() : token);
        } else {
            ((RecoveryKey) key).wrappingKey().requireMayWrap(target.description());
        }
    }

    /**
     * Wraps the key for this recipient, then restores the result in this recipient's token, uses it
     * there and destroys it: a copy that was never restored is no copy.
     *
     * @throws RefusedException when the key may not leave, or this recipient is not fit: good for
     *     anything but wrapping, ever out of its token, or able to leave it; or its token does not
     *     guard it, and that was not allowed
     * @throws dev.keyhaul.core.CheckFailedException when the copy cannot be restored
     */
    @Override
    public RecipientCopy wrap(TransferableKey target) throws KeyTransferException {
        WrappedKey wrapped = target.wrapUnder(wrappingKey());
        key.restore(wrapped.ciphertext(), target.description(), RestoreAs.sessionKey()).close();
        Set<String> open = key.openGuards();
        return new RecipientCopy(
                description,
                open.isEmpty()
                        ? wrapped
                        : wrapped.alsoNoting(
                                "the recipient's token does not enforce "
                                        + String.join(", ", open)
                                        + " of its key, which was allowed"));
    }

    private WrappingKey wrappingKey() throws KeyTransferException {
        if (key instanceof RecoveryKey pair) {
            return pair.wrappingKey();
        }
        return (TokenAesWrappingKey) key;
    }

    /**
     * Restores the copy's key in {@code token} as a session object that cannot be wrapped, uses it
     * (an RSA key signs and decrypts, an EC key signs, an AES key encrypts and decrypts), and
     * destroys it.
     *
     * @param token the token that has the recipient's key; it stays open
     * @param copy the copy that is opened
     * @param expected the key that it must be, as somebody else than the copy says
     * @param now the time, which the proof states
     * @return the proof, made by the restored key
     * @throws RefusedException when no recipient's key is there
     * @throws CheckFailedException when it does not open, is another key, or does not work
     */
    public static RestoreProof drill(
            Token token, MasterCopy copy, Fingerprint expected, Instant now)
            throws KeyTransferException {
        Arguments.notNull("token", token, "expected", expected, "now", now);
        copy.requireExpected(expected);
        try (TokenKey restored = restore(token, copy, RestoreAs.sessionKey())) {
            if (restored.description() instanceof KeyDescription.Rsa rsa) {
                requireDecrypts(restored, rsa, token.random());
            }
            return proof(copy, restored, now);
        }
    }

    private static void requireDecrypts(
            TokenKey restored, KeyDescription.Rsa key, SecureRandom random)
            throws KeyTransferException {
        byte[] challenge = KeyChallenge.random(random);
        byte[] ciphertext = KeyChallenge.encryptOaepSha1(key.rsa(), challenge, random);
        try (SecretBytes decrypted = restored.decrypt(ciphertext, RsaPadding.OAEP_SHA1);
                SecretBytes wanted = SecretBytes.moveFrom(challenge)) {
            if (!decrypted.equals(wanted)) {
                throw new CheckFailedException(
                        Reason.RESTORED_KEY_WRONG,
                        "the restored key signs, but does not decrypt",
                        "look for another copy, and ask the token's vendor");
            }
        }
    }

    /**
     * Lets a key that was restored in a token prove that it was.
     *
     * @param copy the copy that it was restored from
     * @param restored the restored key; it stays open
     * @param now the time, which the proof states
     * @return the proof, made by the restored key
     * @throws CheckFailedException when it is not the copy's key, or does not work
     * @throws KeyTransferException when its token fails
     */
    public static RestoreProof proof(MasterCopy copy, TokenKey restored, Instant now)
            throws KeyTransferException {
        Arguments.notNull("copy", copy, "now", now);
        SecureRandom random = restored.token().random();
        if (restored.description() instanceof KeyDescription.Aes) {
            return RestoreProof.make(copy, new AesInToken(restored), now, random);
        }
        return RestoreProof.make(copy, restored::sign, now, random);
    }

    private record AesInToken(TokenKey key) implements RestoreProof.RestoredAesKey {
        @Override
        public byte[] encrypt(byte[] blocks) throws KeyTransferException {
            return key.encryptAesCbc(blocks);
        }

        @Override
        public SecretBytes decrypt(byte[] ciphertext) throws KeyTransferException {
            return key.decryptAesCbc(ciphertext);
        }
    }

    /**
     * Restores the copy's key in this recipient's token, never with looser attributes than
     * recorded. The copy brings its own public key: check it first by {@link
     * MasterCopy#requireExpected}. The caller closes the key.
     *
     * @param copy the copy that is opened
     * @param as what becomes of the key
     * @return the restored key; the caller closes it
     * @throws RefusedException when the copy is not for this recipient, or an extractable key is
     *     asked for and was none
     * @throws dev.keyhaul.core.CheckFailedException when the copy's bytes are damaged, do not open,
     *     or hold another key
     */
    public TokenKey restore(MasterCopy copy, RestoreAs as) throws KeyTransferException {
        Arguments.notNull("as", as);
        RestoreRules.of(copy.manifest().origin(), as.extractable());
        RecipientEntry entry =
                entryIn(copy)
                        .orElseThrow(
                                () ->
                                        new RefusedException(
                                                Reason.COPY_RECIPIENT_MISSING,
                                                "copy "
                                                        + copy.id()
                                                        + " is not for "
                                                        + description.describe()));
        WrappedKey wrapped = copy.readWrapped(entry);
        return key.restore(wrapped.ciphertext(), wrapped.description(), as);
    }

    private Optional<RecipientEntry> entryIn(MasterCopy copy) {
        return copy.manifest().recipients().stream()
                .filter(
                        entry ->
                                TokenAesWrappingKey.isSameKey(
                                        entry.recipient().identity(), description.identity()))
                .findFirst();
    }
}
