package dev.keyhaul.keyvault.report;

import dev.keyhaul.core.json.JsonForm;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A key in a vault.
 *
 * @param kid its versioned identifier in its vault
 * @param kty its type in the vault
 * @param n the RSA modulus (base64url)
 * @param e the RSA public exponent (base64url)
 * @param crv the curve
 * @param x the x coordinate (base64url)
 * @param y the y coordinate (base64url)
 * @param aesBits the length of an AES key
 * @param keyOps the operations that the vault permits
 * @param fingerprint its fingerprint: SHA-256 of its SubjectPublicKeyInfo; of an AES key, of what
 *     it encrypts; absent if the vault does not tell which AES key it is
 * @param attributes its attributes; what the vault does not state is left out
 */
public record VaultKeyReport(
        String kid,
        String kty,
        Optional<String> n,
        Optional<String> e,
        Optional<String> crv,
        Optional<String> x,
        Optional<String> y,
        Optional<Integer> aesBits,
        List<String> keyOps,
        Optional<String> fingerprint,
        Attributes attributes) {
    /**
     * What the vault says of a key beside the key.
     *
     * @param enabled whether it can be used
     * @param exportable whether it can be released; false where the vault does not state it
     * @param releasePolicy whether it has a release policy
     * @param recoveryLevel what happens to it when it is deleted, such as Recoverable+Purgeable
     * @param hsmPlatform the kind of HSM that holds it
     * @param created when this version was made
     * @param updated when it was changed last
     * @param expires when it expires
     */
    public record Attributes(
            boolean enabled,
            boolean exportable,
            boolean releasePolicy,
            Optional<String> recoveryLevel,
            Optional<String> hsmPlatform,
            Optional<Instant> created,
            Optional<Instant> updated,
            Optional<Instant> expires) {}

    /** Returns the form in which the library gives the description. */
    public static JsonForm<VaultKeyReport> form() {
        return JsonForm.of(MethodHandles.lookup(), VaultKeyReport.class)
                .constant("schema_version", "1.0.0");
    }
}
