package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.OaepHash;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The ciphers of RSA-AES key wrap: single AES blocks always from the JDK, RSA and whole AES-KWP
 * from the JDK or from an accelerator. Providers are named, never registered: what an application
 * has installed globally has no part in it.
 *
 * @param jdk SunJCE; null where a JDK has none, and its own order of providers decides
 * @param fast the accelerator; null for none
 */
record CipherSource(@Nullable Provider jdk, @Nullable Provider fast) {
    private static final String OAEP = "RSA/ECB/OAEPPadding";
    private static final String KWP = "AES/KWP/NoPadding";

    static CipherSource of(@Nullable Provider fast) {
        return new CipherSource(Security.getProvider("SunJCE"), fast);
    }

    /** A cipher that is initialised once, for all keys of one KEK. */
    Cipher oaep(int cipherMode, Key kek, OaepHash hash, SecureRandom random)
            throws GeneralSecurityException {
        Cipher cipher = oaep();
        cipher.init(cipherMode, kek, hash.parameters(), random);
        return cipher;
    }

    /** The same, not initialised. */
    Cipher oaep() throws GeneralSecurityException {
        return instance(OAEP, fast == null ? jdk : fast);
    }

    Cipher kwp() throws GeneralSecurityException {
        return instance(KWP, fast == null ? jdk : fast);
    }

    /** For single blocks: a call costs an accelerator more than the block. */
    Cipher aesCbc() throws GeneralSecurityException {
        return instance("AES/CBC/NoPadding", jdk);
    }

    /** For single blocks, too. */
    Cipher aesEcb() throws GeneralSecurityException {
        return instance("AES/ECB/NoPadding", jdk);
    }

    private static Cipher instance(String transformation, @Nullable Provider provider)
            throws GeneralSecurityException {
        return provider == null
                ? Cipher.getInstance(transformation)
                : Cipher.getInstance(transformation, provider);
    }

    /** Lets a cipher of AES-KWP hold a key of zeros instead of its last one. */
    static void forgetKey(Cipher kwp) {
        try (EphemeralAesKey zeros = new EphemeralAesKey()) {
            kwp.init(Cipher.ENCRYPT_MODE, zeros);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no AES-256", e);
        }
    }
}
