package dev.keyhaul.backup;

import dev.keyhaul.core.KeyTransferException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;

/** Proofs of restored keys, made by the JDK. */
final class RestoredKeys {
    private RestoredKeys() {}

    /** A proof by the key that {@link CopyFixture} makes copies of. */
    static RestoreProof proof(MasterCopy copy, Instant now) throws KeyTransferException {
        return proof(copy, CopyFixture.TENANT_KEY, now);
    }

    static RestoreProof proof(MasterCopy copy, KeyPair key, Instant now)
            throws KeyTransferException {
        return RestoreProof.make(
                copy, data -> sign(key.getPrivate(), data), now, new SecureRandom());
    }

    static byte[] sign(PrivateKey key, byte[] data) {
        try {
            Signature rs256 = Signature.getInstance("SHA256withRSA");
            rs256.initSign(key);
            rs256.update(data);
            return rs256.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
