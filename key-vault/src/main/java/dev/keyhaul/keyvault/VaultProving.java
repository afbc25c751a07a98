package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.keywrap.OaepHash;
import dev.keyhaul.keyvault.VaultProof.Check;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;

/** One run of the checks; the public key that they use is the expected one, never the vault's. */
final class VaultProving {
    private static final int CHALLENGE_BYTES = 32;
    private static final int BAD_REQUEST = 400;

    private final KeyVault vault;
    private final ExpectedKey expected;
    private final SecureRandom random;
    private final List<Check> checks = new ArrayList<>();

    VaultProving(KeyVault vault, ExpectedKey expected, SecureRandom random) {
        this.vault = vault;
        this.expected = expected;
        this.random = random;
    }

    VaultProof prove(KeyIdentifier id) throws KeyTransferException {
        VaultKey key = vault.show(id);
        describe(key);
        if (key.attributes().enabled() && expected.operations().contains("sign")) {
            signature(key);
        }
        if (key.attributes().enabled() && expected.operations().contains("decrypt")) {
            decryption(key);
        }
        return new VaultProof(key.id(), checks);
    }

    private void describe(VaultKey key) {
        check(
                "public key",
                key.publicKey().getModulus().equals(expected.publicKey().getModulus())
                        && key.publicKey()
                                .getPublicExponent()
                                .equals(expected.publicKey().getPublicExponent()),
                "the vault's is "
                        + Fingerprint.of(key.publicKey())
                        + ", expected "
                        + Fingerprint.of(expected.publicKey()));
        check("version", key.id().version().isPresent(), key.id().toString());
        String wanted = expected.protection().keyType();
        check("key type", key.keyType().equals(wanted), key.keyType() + ", expected " + wanted);
        check(
                "operations",
                key.operations().containsAll(expected.operations()),
                key.operations() + ", expected " + expected.operations());
        check("enabled", key.attributes().enabled(), key.attributes().enabled() ? "yes" : "no");
        check(
                "not exportable",
                !key.attributes().exportable() && !key.attributes().releasePolicy(),
                key.attributes().exportable() || key.attributes().releasePolicy()
                        ? "the key is exportable or has a release policy"
                        : "neither exportable nor with a release policy");
    }

    private void signature(VaultKey key) throws KeyTransferException {
        byte[] challenge = challenge();
        byte[] signature = vault.signRs256(key.id(), sha256(challenge));
        check(
                "signature",
                verifies(challenge, signature),
                "RS256 by the vault over a random challenge, verified here");
    }

    private void decryption(VaultKey key) throws KeyTransferException {
        byte[] plaintext = challenge();
        byte[] ciphertext = encrypt(plaintext);
        try {
            byte[] decrypted = vault.decryptRsaOaep(key.id(), ciphertext);
            check(
                    "decryption",
                    MessageDigest.isEqual(plaintext, decrypted),
                    "RSA-OAEP encrypted here, decrypted by the vault");
        } catch (KeyVaultException e) {
            // That is how the service says that the ciphertext is not for its key.
            if (e.status() != BAD_REQUEST) {
                throw e;
            }
            check("decryption", false, String.valueOf(e.getMessage()));
        }
    }

    private void check(String name, boolean ok, String detail) {
        checks.add(new Check(name, ok, detail));
    }

    private byte[] challenge() {
        byte[] challenge = new byte[CHALLENGE_BYTES];
        random.nextBytes(challenge);
        return challenge;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private boolean verifies(byte[] challenge, byte[] signature) {
        try {
            Signature rs256 = Signature.getInstance("SHA256withRSA");
            rs256.initVerify(expected.publicKey());
            rs256.update(challenge);
            return rs256.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of another length than the modulus is an exception, not false.
            return false;
        }
    }

    private byte[] encrypt(byte[] plaintext) {
        try {
            Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
            oaep.init(
                    Cipher.ENCRYPT_MODE, expected.publicKey(), OaepHash.SHA1.parameters(), random);
            return oaep.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK encrypts 32 bytes with RSA-OAEP", e);
        }
    }
}
