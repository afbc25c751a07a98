package dev.keyhaul.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.keywrap.Accelerator;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Who wraps and unwraps. Providers are passed by hand, as Keyhaul does, and used again. */
public enum Competitor {
    /** The JDK's ciphers, made once: what a careful application would write. */
    SUN_JCE(kek -> new ProviderBlobs(Keys.sunJce(), kek)),
    /** The JDK's ciphers, made anew for each key: what most applications have. */
    SUN_JCE_NAIVE(NaiveBlobs::new),
    /** Bouncy Castle's provider, ciphers made once. */
    BOUNCY_CASTLE(kek -> new ProviderBlobs(new BouncyCastleProvider(), kek)),
    /** Amazon Corretto Crypto Provider, ciphers made once. */
    ACCP(kek -> new ProviderBlobs(AmazonCorrettoCryptoProvider.INSTANCE, kek)),
    /** Keyhaul, key by key. */
    KEYHAUL_SINGLE(kek -> new KeyhaulBlobs(kek, Accelerator.none(), /* batch= */ false)),
    /** Keyhaul's batch on the JDK alone. */
    KEYHAUL_BATCH(kek -> new KeyhaulBlobs(kek, Accelerator.none(), /* batch= */ true)),
    /** Keyhaul, key by key, with ACCP. */
    KEYHAUL_SINGLE_ACCP(kek -> new KeyhaulBlobs(kek, loaded(), /* batch= */ false)),
    /** Keyhaul's batch with ACCP. */
    KEYHAUL_BATCH_ACCP(kek -> new KeyhaulBlobs(kek, loaded(), /* batch= */ true));

    static final OaepHash HASH = OaepHash.SHA1;

    private final Making making;

    Competitor(Making making) {
        this.making = making;
    }

    private interface Making {
        BlobMaker under(KeyPair kek) throws GeneralSecurityException;
    }

    BlobMaker maker(KeyPair kek) throws GeneralSecurityException {
        return making.under(kek);
    }

    /** A measurement of the JDK under the accelerator's name would be a lie. */
    private static Accelerator loaded() {
        Accelerator accelerator = Accelerator.load();
        if (!accelerator.isPresent()) {
            throw new IllegalStateException(accelerator.note().orElse("no accelerator"));
        }
        return accelerator;
    }
}
