package dev.keyhaul.core.key;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.keywrap.CipherSource;
import java.security.Provider;

/**
 * Who does RSA-OAEP and AES-KWP for keys that are in this process: the JDK's SunJCE, or another
 * {@link Provider}, such as Amazon Corretto Crypto Provider in a service that wraps many keys, or
 * one with a FIPS certificate.
 *
 * <pre>{@code
 * WrapProvider accp = WrapProvider.of(AmazonCorrettoCryptoProvider.INSTANCE);
 * BlobWrapper wrapper = BlobWrapper.under(kek).provider(accp).build(); // keep it: its ciphers are reused
 * }</pre>
 *
 * <p>The provider needs {@code RSA/ECB/OAEPPadding}, and {@code AES/KWP/NoPadding} or Bouncy
 * Castle's {@code AESWrapPad}. It is not registered, so other parts of an application do not see
 * it. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class WrapProvider {
    private static final WrapProvider JDK = new WrapProvider(CipherSource.jdk());

    private final CipherSource ciphers;

    private WrapProvider(CipherSource ciphers) {
        this.ciphers = ciphers;
    }

    /** Returns the JDK's own, which is the default everywhere. */
    public static WrapProvider jdk() {
        return JDK;
    }

    /**
     * Returns a provider after a check: it must give the known answers of both algorithms, agree
     * with the JDK in both directions, and refuse what was damaged. This takes some milliseconds;
     * do it once and keep the result.
     *
     * @throws CheckFailedException if the provider lacks an algorithm or gives a wrong answer; the
     *     message names both
     */
    public static WrapProvider of(Provider provider) throws CheckFailedException {
        return new WrapProvider(CipherSource.of(provider));
    }

    /** Returns the provider's name and version for reports; {@code the JDK} for the default. */
    public String name() {
        return ciphers.name().orElse("the JDK");
    }

    CipherSource ciphers() {
        return ciphers;
    }
}
