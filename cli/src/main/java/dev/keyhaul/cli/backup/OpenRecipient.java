package dev.keyhaul.cli.backup;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.RecipientCopy;
import dev.keyhaul.core.backup.manifest.TokenIdentity;
import dev.keyhaul.core.backup.manifest.TokenRecipient;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.pkcs11.KeyInfo;
import dev.keyhaul.pkcs11.KeyKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RecoveryKey;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.Token;
import dev.keyhaul.pkcs11.TokenAesWrappingKey;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.UnwrappingKey;

/** A recipient's key in its token: it wraps for a copy, and opens one. */
public final class OpenRecipient {
    private final TokenRecipient recipient;
    private final WrappingKey wrapping;
    private final UnwrappingKey unwrapping;

    private OpenRecipient(
            TokenRecipient recipient, WrappingKey wrapping, UnwrappingKey unwrapping) {
        this.recipient = recipient;
        this.wrapping = wrapping;
        this.unwrapping = unwrapping;
    }

    /** Finds the key, and refuses one that is not fit to guard master copies. */
    public static OpenRecipient find(Token token, KeySelector selector)
            throws KeyTransferException {
        KeyInfo key = token.find(selector);
        if (key.kind() == KeyKind.SECRET) {
            TokenAesWrappingKey aes = token.wrappingKey(key);
            return new OpenRecipient(
                    describe(TokenRecipient.Kind.WRAPPING_KEY, aes.identity(), token.info(), key),
                    aes,
                    aes);
        }
        RecoveryKey recovery = token.recoveryKey(key);
        WrappingKey publicHalf = recovery.wrappingKey();
        return new OpenRecipient(
                describe(
                        TokenRecipient.Kind.RECOVERY_PAIR,
                        publicHalf.identity(),
                        token.info(),
                        key),
                publicHalf,
                recovery);
    }

    private static TokenRecipient describe(
            TokenRecipient.Kind kind, String identity, TokenInfo token, KeyInfo key) {
        return new TokenRecipient(kind, identity, identity(token), key.label(), key.idHex());
    }

    static TokenIdentity identity(TokenInfo token) {
        return new TokenIdentity(
                token.label(), token.token().manufacturer(), token.token().model(), token.serial());
    }

    /** Names the recipient for people. */
    String describe() {
        return recipient.describe();
    }

    /**
     * Wraps the key for this recipient, then opens the result in the recipient's token, uses it
     * there and destroys it: a copy that was never restored is no copy.
     */
    public RecipientCopy copy(TransferableKey key) throws KeyTransferException {
        RecipientCopy copy = new RecipientCopy(recipient, key.wrapUnder(wrapping));
        unwrapping
                .restore(copy.wrapped().ciphertext(), key.publicKey(), RestoreAs.sessionKey())
                .close();
        return copy;
    }

    /** Opens copies. */
    public UnwrappingKey unwrapping() {
        return unwrapping;
    }
}
