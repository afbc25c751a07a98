package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.VaultProof.Check;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One run of the checks; the public key that they use is the expected one, never the vault's. */
final class VaultProofChecks {
    private static final int AES_BLOCK_BYTES = 16;
    private static final int BAD_REQUEST = 400;

    private final KeyVault vault;
    private final ExpectedKey expected;
    private final SecureRandom random;
    private final List<Check> checks = new ArrayList<>();
    private Optional<KeyVaultException> unanswered = Optional.empty();

    VaultProofChecks(KeyVault vault, ExpectedKey expected, SecureRandom random) {
        this.vault = vault;
        this.expected = expected;
        this.random = random;
    }

    VaultProof prove(KeyIdentifier id) throws KeyTransferException {
        VaultKey key;
        try {
            key = vault.show(id);
        } catch (KeyVaultException e) {
            unanswered("public key", e);
            return new VaultProof(id, checks, unanswered);
        }
        boolean same = key.described().map(expected::is).orElse(false);
        check(
                expected.kind(key) == VaultKeyKind.AES ? "fingerprint" : "public key",
                same,
                "the vault's is "
                        + key.described()
                                .map(shown -> shown.fingerprint().toString())
                                .orElse("unknown, because the key cannot encrypt")
                        + ", expected "
                        + expected.fingerprint());
        describe(key);
        checks.addAll(new AttributeChecks(expected).check(key));
        asked(RotationCheck.NAME, () -> checks.add(new RotationCheck(vault).check(key.id())));
        // What has the expected fingerprint is the expected key, whoever showed it.
        Optional<KeyDescription> verifying = same ? key.described() : expected.description();
        if (verifying.isPresent() && key.attributes().enabled()) {
            useful(key, verifying.get());
        }
        return new VaultProof(key.id(), checks, unanswered);
    }

    /** A check that is a request of its own. */
    private interface Asking {
        void ask() throws KeyTransferException;
    }

    private void asked(String check, Asking asking) throws KeyTransferException {
        try {
            asking.ask();
        } catch (KeyVaultException e) {
            unanswered(check, e);
        }
    }

    /** The key is there all the same; what else can be asked is. */
    private void unanswered(String check, KeyVaultException why) {
        checks.add(
                new Check(
                        check,
                        Verdict.UNKNOWN,
                        "the vault did not answer: " + why.getMessage(),
                        Optional.empty()));
        unanswered = unanswered.or(() -> Optional.of(why));
    }

    private void useful(VaultKey key, KeyDescription description) throws KeyTransferException {
        VaultKeyKind kind = VaultKeyKind.of(description);
        List<String> operations = kind.possible(expected.operations());
        if (kind != key.kind()) {
            // It has failed already, and the vault would refuse the algorithms of the other kind.
            return;
        }
        if (operations.contains("sign")) {
            asked("signature", () -> signature(key.id(), description));
        }
        if (kind == VaultKeyKind.AES) {
            // What is missing has failed already. The length is that of the key there.
            if (key.described().orElse(null) instanceof KeyDescription.Aes aes
                    && key.operations().contains("decrypt")) {
                asked("decryption", () -> roundTrip(key.id(), aes));
            }
        } else if (operations.contains("decrypt")) {
            asked("decryption", () -> decryption(key.id(), description.requireRsa()));
        }
    }

    private void describe(VaultKey key) {
        check("version", key.id().version().isPresent(), key.id().toString());
        String wanted = expected.kind(key).keyType(expected.protection());
        check("key type", key.keyType().equals(wanted), key.keyType() + ", expected " + wanted);
    }

    private void signature(KeyIdentifier key, KeyDescription description)
            throws KeyTransferException {
        byte[] challenge = KeyChallenge.random(random);
        if (description instanceof KeyDescription.Ec ec) {
            byte[] digest = digest(ec.curve().hashBits(), challenge);
            byte[] signature = vault.signEcdsa(key, ec.curve(), digest);
            verified("ES" + ec.curve().hashBits(), ec.ec(), challenge, signature);
        } else {
            byte[] signature = vault.signRs256(key, digest(256, challenge));
            verified("RS256", description.requireRsa(), challenge, signature);
        }
    }

    private void verified(String alg, PublicKey key, byte[] challenge, byte[] signature) {
        check(
                "signature",
                KeyChallenge.verifies(key, challenge, signature),
                alg + " by the vault over a random challenge, verified here");
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

    /** That it is the very key, its fingerprint shows: this encrypted a text, too. */
    private void roundTrip(KeyIdentifier id, KeyDescription.Aes key) throws KeyTransferException {
        byte[] iv = Arrays.copyOf(KeyChallenge.random(random), AES_BLOCK_BYTES);
        byte[] challenge = KeyChallenge.random(random);
        byte[] sealed = vault.encryptCbc(id, key.lengthBits(), iv, challenge);
        byte[] opened = vault.decryptCbc(id, key.lengthBits(), iv, sealed);
        check(
                "round trip",
                MessageDigest.isEqual(challenge, opened)
                        && !MessageDigest.isEqual(challenge, sealed),
                "A"
                        + key.lengthBits()
                        + "CBC by the Managed HSM over a random challenge, and back");
    }

    private void check(String name, boolean ok, String detail) {
        checks.add(new Check(name, ok ? Verdict.PASS : Verdict.FAIL, detail, Optional.empty()));
    }

    private static byte[] digest(int bits, byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-" + bits).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-2", e);
        }
    }
}
