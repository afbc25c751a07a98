package dev.keyhaul.core.keywrap;

import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.SecureRandomParameters;
import java.security.SecureRandomSpi;

/**
 * A generator of its own for each wrapper: the JDK's DRBG (NIST SP 800-90A) of strength 256, where
 * the JDK's default is 128. It is seeded, and seeded again after each 4,096 requests, from the
 * system's live entropy (prediction resistance). Unlike the default {@link SecureRandom} it has no
 * lock that threads share.
 */
final class WrapRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private static final int STRENGTH_BITS = 256;
    private static final int REQUESTS_A_SEED = 4096;

    WrapRandom(SecureRandom drbg) {
        super(new Spi(drbg), null);
    }

    /** Makes and seeds one, for one thread; without a DRBG in this JDK, its strongest default. */
    static SecureRandom create() {
        try {
            return new WrapRandom(
                    SecureRandom.getInstance(
                            "DRBG",
                            DrbgParameters.instantiation(
                                    STRENGTH_BITS, Capability.PR_AND_RESEED, null)));
        } catch (NoSuchAlgorithmException e) {
            return new SecureRandom();
        }
    }

    /**
     * Asks the DRBG for plain output: asked for none in particular, it would seed for each call.
     */
    private static final class Spi extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;
        private static final SecureRandomParameters FROM_THIS_SEED =
                DrbgParameters.nextBytes(STRENGTH_BITS, false, null);
        private static final SecureRandomParameters WITH_LIVE_ENTROPY =
                DrbgParameters.reseed(true, null);

        private final SecureRandom drbg;
        private int requests;

        Spi(SecureRandom drbg) {
            this.drbg = drbg;
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            if (requests == REQUESTS_A_SEED) {
                drbg.reseed(WITH_LIVE_ENTROPY);
                requests = 0;
            }
            requests++;
            drbg.nextBytes(bytes, FROM_THIS_SEED);
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            drbg.setSeed(seed);
        }

        @Override
        protected byte[] engineGenerateSeed(int numBytes) {
            return drbg.generateSeed(numBytes);
        }
    }
}
