package dev.keyhaul.backup.opening;

import dev.keyhaul.core.key.SoftwareKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** A holder's key as the JDK takes it: its numbers cannot be wiped. */
public final class HolderKeys {
    private HolderKeys() {}

    /** Returns the JDK's form of the key. */
    public static RSAPrivateKey of(SoftwareKey key) {
        return key.withClearKey(
                pkcs8 -> {
                    try {
                        return (RSAPrivateKey)
                                KeyFactory.getInstance("RSA")
                                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                    } catch (GeneralSecurityException e) {
                        throw new AssertionError("a software key is one of the JDK's", e);
                    }
                });
    }
}
