package dev.keyhaul.pfx.blob;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.der.WipedRsaNumbers;
import dev.keyhaul.core.secret.PasswordSource;

/**
 * An RSA private key in one of Windows' own containers, told apart by how they begin: a CryptoAPI
 * PRIVATEKEYBLOB, a CNG blob ({@code RSA2}, {@code RSA3}) or a PVK file.
 */
public final class WindowsKeyFile {
    private WindowsKeyFile() {}

    /** Whether the bytes begin like such a container, with a key that can be moved or not. */
    public static boolean isOne(byte[] file) {
        return PvkFile.isOne(file) || CngBlob.isOne(file) || CryptoApiBlob.isOne(file);
    }

    /**
     * Reads a key, which the caller closes. Whether its numbers fit together is not checked here.
     *
     * @param password is asked for an encrypted PVK file alone
     * @throws WrongSecretException when the password is wrong or the file is damaged
     * @throws MalformedInputException when there is no RSA private key in it, or a length is wrong
     * @throws KeyTransferException if a password is needed and none is available
     */
    public static WipedRsaNumbers parse(byte[] file, PasswordSource password)
            throws KeyTransferException {
        if (PvkFile.isOne(file)) {
            return PvkFile.parse(file).open(password);
        }
        return CngBlob.isOne(file) ? CngBlob.parse(file) : CryptoApiBlob.parse(file);
    }
}
