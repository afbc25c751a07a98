package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.VaultProof.Check;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        boolean same = expected.is(key.description());
        check(
                "public key",
                same,
                "the vault's is "
                        + key.description().fingerprint()
                        + ", expected "
                        + expected.fingerprint());
        describe(key);
        checks.addAll(new ProvingAttributes(vault, expected).check(key));
        // What has the expected fingerprint is the expected key, whoever showed it.
        Optional<KeyDescription> verifying =
                same ? Optional.of(key.description()) : expected.description();
        if (verifying.isPresent() && key.attributes().enabled()) {
            if (expected.operations().contains("sign")) {
                signature(key.id(), verifying.get().requireRsa());
            }
            if (expected.operations().contains("decrypt")) {
                decryption(key.id(), verifying.get().requireRsa());
            }
        }
        return new VaultProof(key.id(), checks);
    }

    private void describe(VaultKey key) {
        check("version", key.id().version().isPresent(), key.id().toString());
        String wanted = expected.protection().keyType();
        check("key type", key.keyType().equals(wanted), key.keyType() + ", expected " + wanted);
    }

    private void signature(KeyIdentifier key, PublicKey publicKey) throws KeyTransferException {
        byte[] challenge = KeyChallenge.random(random);
        byte[] signature = vault.signRs256(key, sha256(challenge));
        check(
                "signature",
                KeyChallenge.verifiesRs256(publicKey, challenge, signature),
                "RS256 by the vault over a random challenge, verified here");
    }

    private void decryption(KeyIdentifier key, PublicKey publicKey) throws KeyTransferException {
        byte[] plaintext = KeyChallenge.random(random);
        byte[] ciphertext = KeyChallenge.encryptOaepSha1(publicKey, plaintext, random);
        try {
            byte[] decrypted = vault.decryptRsaOaep(key, ciphertext);
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
        checks.add(new Check(name, ok ? Verdict.PASS : Verdict.FAIL, detail, Optional.empty()));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
