package dev.keyhaul.backup.recipient;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.RecipientCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.opening.ClearKeys;
import dev.keyhaul.backup.opening.PassphraseStrength;
import dev.keyhaul.backup.opening.PasswordOpener;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import java.security.SecureRandom;

/**
 * Whoever knows a password: the copy is an encrypted PKCS#8 key, PBES2 with AES-256 and PBKDF2 of
 * 600,000 iterations, which OpenSSL opens (it refuses scrypt as strong as that). An AES key is
 * encrypted in the form of {@link dev.keyhaul.pfx.pbe.AesPrivateKeyInfo}.
 *
 * <p>Not thread-safe, as its password is.
 *
 * @since 0.1.0
 */
public final class PasswordRecipient implements CopyRecipient {
    private final Passphrase password;
    private final SecureRandom random;
    private final boolean weakAllowed;

    private PasswordRecipient(Passphrase password, SecureRandom random, boolean weakAllowed) {
        this.password = password;
        this.random = random;
        this.weakAllowed = weakAllowed;
    }

    /**
     * Makes a recipient that needs a password of 12 characters or more.
     *
     * @param password the caller closes it, after the last use of the recipient
     * @param random makes salt and initialisation vector
     */
    public static PasswordRecipient of(Passphrase password, SecureRandom random) {
        Arguments.notNull("password", password, "random", random);
        return new PasswordRecipient(password, random, false);
    }

    /**
     * Returns the same recipient, for a password that may have fewer than 12 characters; the
     * manifest then says so.
     */
    public PasswordRecipient allowingWeak(boolean allowed) {
        return new PasswordRecipient(password, random, allowed);
    }

    /**
     * Opens a copy in memory. It brings its own public key: check it first by {@link
     * MasterCopy#requireExpected}.
     *
     * @param copy the copy that is opened
     * @param password the caller closes it
     * @return the restored key; the caller closes it
     * @throws RefusedException if the copy is not for a password
     * @throws WrongSecretException if the password is wrong
     * @throws CheckFailedException if the copy holds another key than its manifest says
     */
    public static SoftwareKey open(MasterCopy copy, Passphrase password)
            throws KeyTransferException {
        Arguments.notNull("copy", copy, "password", password);
        return new PasswordOpener(password).restore(copy, new SecureRandom());
    }

    @Override
    public Recipient.Password description() {
        return new Recipient.Password();
    }

    @Override
    public void requireFit(TransferableKey target) throws RefusedException {
        ClearKeys.require(target, description());
        PassphraseStrength.require(password, "the password of the copy", weakAllowed);
    }

    @Override
    public RecipientCopy wrap(TransferableKey target) throws KeyTransferException {
        SoftwareKey software = ClearKeys.require(target, description());
        byte[] encrypted = EncryptedPrivateKey.encrypt(software, password, random);
        try (SecretBytes restored = PasswordOpener.decrypt(encrypted, password)) {
            ClearKeys.requireSame(restored, software);
        }
        WrappedKey wrapped =
                WrappedKey.of(encrypted, WrapMethod.ENCRYPTED_PKCS8, Recipient.Password.IDENTITY)
                        .strategy(
                                "PBES2: AES-256-CBC, PBKDF2 with HMAC-SHA-256, 600,000 iterations")
                        .proof(WrapProof.MADE_IN_SOFTWARE)
                        .notes(PassphraseStrength.note(password, "password").stream().toList())
                        .build(software.description(), software.origin());
        return new RecipientCopy(description(), wrapped);
    }
}
