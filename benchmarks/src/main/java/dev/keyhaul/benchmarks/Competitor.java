package dev.keyhaul.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.keywrap.Accelerator;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Who wraps and unwraps. Providers are passed by hand, as Keyhaul does, and used again. */
public enum Competitor {
    /** The JDK's ciphers, made once: what a careful application would write. */
    SUN_JCE {
        @Override
        BlobMaker maker(KeyPair kek) throws GeneralSecurityException {
            return new ProviderBlobs(Keys.sunJce(), kek);
        }
    },
    /** The JDK's ciphers, made anew for each key: what most applications have. */
    SUN_JCE_NAIVE {
        @Override
        BlobMaker maker(KeyPair kek) {
            return new NaiveBlobs(kek);
        }
    },
    /** Bouncy Castle's provider, ciphers made once. */
    BOUNCY_CASTLE {
        @Override
        BlobMaker maker(KeyPair kek) throws GeneralSecurityException {
            return new ProviderBlobs(new BouncyCastleProvider(), kek);
        }
    },
    /** Amazon Corretto Crypto Provider, ciphers made once. */
    ACCP {
        @Override
        BlobMaker maker(KeyPair kek) throws GeneralSecurityException {
            Provider accp = AmazonCorrettoCryptoProvider.INSTANCE;
            return new ProviderBlobs(accp, kek);
        }
    },
    /** Keyhaul, key by key. */
    KEYHAUL_SINGLE {
        @Override
        BlobMaker maker(KeyPair kek) {
            return new KeyhaulBlobs(kek, Accelerator.none(), /* batch= */ false);
        }
    },
    /** Keyhaul's batch on the JDK alone. */
    KEYHAUL_BATCH {
        @Override
        BlobMaker maker(KeyPair kek) {
            return new KeyhaulBlobs(kek, Accelerator.none(), /* batch= */ true);
        }
    },
    /** Keyhaul, key by key, with ACCP. */
    KEYHAUL_SINGLE_ACCP {
        @Override
        BlobMaker maker(KeyPair kek) {
            return new KeyhaulBlobs(kek, loaded(), /* batch= */ false);
        }
    },
    /** Keyhaul's batch with ACCP. */
    KEYHAUL_BATCH_ACCP {
        @Override
        BlobMaker maker(KeyPair kek) {
            return new KeyhaulBlobs(kek, loaded(), /* batch= */ true);
        }
    };

    static final OaepHash HASH = OaepHash.SHA1;

    abstract BlobMaker maker(KeyPair kek) throws GeneralSecurityException;

    /** A measurement of the JDK under the accelerator's name would be a lie. */
    private static Accelerator loaded() {
        Accelerator accelerator = Accelerator.load();
        if (!accelerator.isPresent()) {
            throw new IllegalStateException(accelerator.note().orElse("no accelerator"));
        }
        return accelerator;
    }
}
