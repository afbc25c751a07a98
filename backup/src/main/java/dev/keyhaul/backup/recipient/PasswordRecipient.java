package dev.keyhaul.backup.recipient;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.RecipientCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.opening.ClearKeys;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import dev.keyhaul.pfx.pbe.PasswordProtection;
import java.security.SecureRandom;
import java.util.List;

/**
 * Whoever knows a password: the copy is an encrypted PKCS#8 key, PBES2 with AES-256 and PBKDF2 of
 * 600,000 iterations, which OpenSSL opens (it refuses scrypt as strong as that).
 *
 * @param password the caller closes it
 * @param random makes salt and initialisation vector
 */
public record PasswordRecipient(Passphrase password, SecureRandom random) implements CopyRecipient {
    @Override
    public Recipient.Password description() {
        return new Recipient.Password();
    }

    @Override
    public void requireFit() throws RefusedException {
        if (password.isEmpty()) {
            throw Reason.PASSPHRASE_WEAK.of(
                    new RefusedException("the password of the copy is empty"));
        }
    }

    @Override
    public KeyOrigin.Protection protection() {
        return KeyOrigin.Protection.SOFTWARE;
    }

    @Override
    public RecipientCopy wrap(TransferableKey target) throws KeyTransferException {
        SoftwareKey software = ClearKeys.require(target, description());
        byte[] encrypted =
                software.withClearKey(
                        pkcs8 ->
                                EncryptedPrivateKey.encrypt(
                                        pkcs8, password, PasswordProtection.PBKDF2, random));
        try (SecretBytes restored = EncryptedPrivateKey.decrypt(encrypted, password)) {
            ClearKeys.requireSame(restored, software);
        }
        WrappedKey wrapped =
                new WrappedKey(
                        encrypted,
                        WrapMethod.ENCRYPTED_PKCS8,
                        Recipient.Password.IDENTITY,
                        software.description(),
                        software.origin(),
                        "PBES2: AES-256-CBC, PBKDF2 with HMAC-SHA-256, 600,000 iterations",
                        WrapProof.MADE_IN_SOFTWARE,
                        List.of());
        return new RecipientCopy(description(), wrapped);
    }
}
