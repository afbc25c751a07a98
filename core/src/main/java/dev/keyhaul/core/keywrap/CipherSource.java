package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The ciphers of RSA-AES key wrap: SunJCE's, or those of a provider that was checked. Providers are
 * named, never registered: what an application has installed globally has no part in it. Immutable
 * and thread-safe.
 */
public final class CipherSource {
    private static final String OAEP = "RSA/ECB/OAEPPadding";

    /** Bouncy Castle has a name of its own. */
    private static final List<String> KWP = List.of("AES/KWP/NoPadding", "AESWrapPad");

    private static final CipherSource JDK =
            new CipherSource(Security.getProvider("SunJCE"), KWP.get(0), null);

    /** Null where a JDK has no SunJCE, and its own order of providers decides. */
    private final @Nullable Provider provider;

    private final String kwp;
    private final @Nullable String name;

    private CipherSource(@Nullable Provider provider, String kwp, @Nullable String name) {
        this.provider = provider;
        this.kwp = kwp;
        this.name = name;
    }

    /** Returns the JDK's own. */
    public static CipherSource jdk() {
        return JDK;
    }

    /**
     * Returns those of a provider, which first lets it answer what has a known answer.
     *
     * @throws CheckFailedException if it lacks an algorithm or gives a wrong answer
     */
    public static CipherSource of(Provider provider) throws CheckFailedException {
        String name = provider.getName() + " " + provider.getVersionStr();
        requireHas(provider, name, OAEP);
        String kwp =
                KWP.stream()
                        .filter(transformation -> has(provider, transformation))
                        .findFirst()
                        .orElse(KWP.get(0));
        requireHas(provider, name, kwp);
        CipherSource ciphers = new CipherSource(provider, kwp, name);
        ProviderCheck.requirePasses(ciphers, name);
        return ciphers;
    }

    private static void requireHas(Provider provider, String name, String transformation)
            throws CheckFailedException {
        if (!has(provider, transformation)) {
            throw new CheckFailedException(
                    Reason.PROVIDER_UNFIT,
                    "provider " + name + " does not have " + transformation,
                    "use a provider that supports RSA-OAEP and AES-KWP");
        }
    }

    private static boolean has(Provider provider, String transformation) {
        try {
            return Cipher.getInstance(transformation, provider) != null;
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            return false;
        }
    }

    /** Returns name and version of the provider that was chosen; empty for the JDK's own. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** A cipher that is initialised once, for all keys of one KEK. */
    Cipher oaep(int cipherMode, Key kek, OaepHash hash, SecureRandom random)
            throws GeneralSecurityException {
        Cipher cipher = instance(OAEP);
        cipher.init(cipherMode, kek, hash.parameters(), random);
        return cipher;
    }

    Cipher kwp() throws GeneralSecurityException {
        return instance(kwp);
    }

    /** Makes each once, which loads its classes. */
    void load() throws GeneralSecurityException {
        instance(OAEP);
        forgetKey(kwp());
    }

    private Cipher instance(String transformation) throws GeneralSecurityException {
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
