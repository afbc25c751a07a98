package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.VaultProof.Check;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** An AES key at work in its Managed HSM: what it encrypts, it decrypts. */
record AesProofCheck(KeyVault vault, SecureRandom random) {
    private static final int BLOCK_BYTES = 16;

    /** That it is the very key, its fingerprint shows: this encrypted a text, too. */
    Check roundTrip(KeyIdentifier id, KeyDescription.Aes key) throws KeyTransferException {
        byte[] iv = Arrays.copyOf(KeyChallenge.random(random), BLOCK_BYTES);
        byte[] challenge = KeyChallenge.random(random);
        byte[] sealed = vault.encryptCbc(id, key.lengthBits(), iv, challenge);
        byte[] opened = vault.decryptCbc(id, key.lengthBits(), iv, sealed);
        boolean ok =
                MessageDigest.isEqual(challenge, opened)
                        && !MessageDigest.isEqual(challenge, sealed);
        return new Check(
                "round trip",
                ok ? Verdict.PASS : Verdict.FAIL,
                "A" + key.lengthBits() + "CBC by the Managed HSM over a random challenge, and back",
                Optional.empty());
    }
}
