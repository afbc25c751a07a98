package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.keyvault.VaultProof.Check;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** One run of the checks; the public key that they use is the expected one, never the vault's. */
final class VaultProving {
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
        byte[] challenge = KeyChallenge.random(random);
        byte[] signature = vault.signRs256(key.id(), sha256(challenge));
        check(
                "signature",
                KeyChallenge.verifiesRs256(expected.publicKey(), challenge, signature),
                "RS256 by the vault over a random challenge, verified here");
    }

    private void decryption(VaultKey key) throws KeyTransferException {
        byte[] plaintext = KeyChallenge.random(random);
        byte[] ciphertext = KeyChallenge.encryptOaepSha1(expected.publicKey(), plaintext, random);
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

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
