package com.example.secrets;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Locale;

/** PINs and passwords that the application keeps in a Java KeyStore; each is read when asked for. */
final class KeyStoreSecrets implements SourceSecrets {
    private final KeyStore store;
    private final char[] storePassword;

    /** Takes an open store, and its password for as long as secrets are asked for. */
    KeyStoreSecrets(KeyStore store, char[] storePassword) {
        this.store = store;
        this.storePassword = storePassword;
    }

    @Override
    public Passphrase pin(String tokenLabel) throws KeyTransferException {
        return secret("pin of " + tokenLabel);
    }

    @Override
    public Passphrase password(String of) throws KeyTransferException {
        return secret("password");
    }

    private Passphrase secret(String alias) throws KeyTransferException {
        try {
            Key entry = store.getKey(alias.toLowerCase(Locale.ROOT), storePassword);
            if (entry == null) {
                throw new RefusedException(
                        Reason.SECRET_MISSING, "no entry '" + alias + "'", "add it to the store");
            }
            byte[] ascii = entry.getEncoded();
            char[] chars = new char[ascii.length];
            for (int i = 0; i < ascii.length; i++) {
                chars[i] = (char) ascii[i];
            }
            Arrays.fill(ascii, (byte) 0);
            return Passphrase.moveFrom(chars);
        } catch (GeneralSecurityException e) {
            throw new RefusedException(
                    Reason.SECRET_MISSING, "the store does not open: " + e.getMessage());
        }
    }
}
