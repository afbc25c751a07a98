package dev.keyhaul.adrms.blob;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.key.RsaPrivateNumbers;
import dev.keyhaul.core.secret.Passphrase;

/**
 * An RSA private key in one of Windows' own containers, told apart by how they begin: a CryptoAPI
 * PRIVATEKEYBLOB, a CNG blob ({@code RSA2}, {@code RSA3}) or a PVK file.
 */
public final class WindowsKeyFile {
    private WindowsKeyFile() {}

    /** Tells whether the bytes begin like such a container, with a key that can be moved or not. */
    public static boolean isOne(byte[] file) {
        return PvkFile.isOne(file) || CngBlob.isOne(file) || CryptoApiBlob.isOne(file);
    }

    /**
     * Tells whether a password is needed: for an encrypted PVK file alone.
     *
     * @throws MalformedInputException when it is a PVK file whose lengths do not agree
     */
    public static boolean needsPassword(byte[] file) throws MalformedInputException {
        if (!PvkFile.isOne(file)) {
            return false;
        }
        PvkFile pvk = PvkFile.parse(file);
        pvk.close();
        return pvk.isEncrypted();
    }

    /**
     * Reads a key that needs no password; the caller closes it. Whether the numbers fit together is
     * not checked here.
     *
     * @throws MalformedInputException when there is no RSA private key in it, or a length is wrong
     * @throws WrongSecretException when it needs a password
     */
    public static RsaPrivateNumbers parse(byte[] file) throws KeyTransferException {
        if (!PvkFile.isOne(file)) {
            return CngBlob.isOne(file) ? CngBlob.parse(file) : CryptoApiBlob.parse(file);
        }
        PvkFile pvk = PvkFile.parse(file);
        if (pvk.isEncrypted()) {
            throw new WrongSecretException(
                    "the PVK file is encrypted", "give its password with --password-file");
        }
        return pvk.open();
    }

    /**
     * Decrypts a PVK file that needs a password; the caller closes the key.
     *
     * @throws WrongSecretException when the password is wrong or the file is damaged
     * @throws MalformedInputException when there is no RSA private key in it, or a length is wrong
     */
    public static RsaPrivateNumbers parse(byte[] file, Passphrase password)
            throws KeyTransferException {
        return needsPassword(file) ? PvkFile.parse(file).open(password) : parse(file);
    }
}
