package dev.keyhaul.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.keyhaul.core.OaepHash;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Who wraps and unwraps. Providers are passed by hand, as Keyhaul does, and used again. */
public enum Competitor {
    /** The JDK's ciphers, made once: what a careful application would write. */
    SUN_JCE,
    /** Keyhaul, by the JDK's ciphers. */
    KEYHAUL_SUN_JCE,
    /** Amazon Corretto Crypto Provider, ciphers made once. */
    ACCP,
    /** Keyhaul, by Amazon Corretto Crypto Provider. */
    KEYHAUL_ACCP,
    /** Bouncy Castle's provider, ciphers made once. */
    BOUNCY_CASTLE,
    /** Keyhaul, by Bouncy Castle's provider. */
    KEYHAUL_BOUNCY_CASTLE,
    /** The JDK's ciphers, made anew for each key: what most applications have. */
    SUN_JCE_NAIVE;

    static final OaepHash HASH = OaepHash.SHA1;

    BlobMaker maker(KeyPair kek) throws GeneralSecurityException {
        return switch (this) {
            case SUN_JCE, ACCP, BOUNCY_CASTLE -> new ProviderBlobs(provider(), kek);
            case KEYHAUL_SUN_JCE, KEYHAUL_ACCP, KEYHAUL_BOUNCY_CASTLE ->
                    new KeyhaulBlobs(provider(), kek);
            case SUN_JCE_NAIVE -> new NaiveBlobs(kek);
        };
    }

    Provider provider() {
        return switch (this) {
            case SUN_JCE, KEYHAUL_SUN_JCE, SUN_JCE_NAIVE -> Keys.sunJce();
            case ACCP, KEYHAUL_ACCP -> AmazonCorrettoCryptoProvider.INSTANCE;
            case BOUNCY_CASTLE, KEYHAUL_BOUNCY_CASTLE -> new BouncyCastleProvider();
        };
    }
}
