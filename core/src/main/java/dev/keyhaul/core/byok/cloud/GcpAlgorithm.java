package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.key.KeyDescription;
import java.util.List;
import java.util.Map;

/**
 * The algorithms that {@code gcloud kms keys versions import} gives to each kind of key.
 *
 * <p>[spec] googleapis, resources.proto, CryptoKeyVersionAlgorithm; gcloud's names are the same in
 * lower case with hyphens (its command_lib/kms/maps.py, ALGORITHMS_FOR_IMPORT). Cloud KMS, "Format
 * keys for import": symmetric keys have 32 bytes, or 16 for raw encryption. There is no P-521 and
 * no AES-192 among them.
 */
final class GcpAlgorithm {
    private static final Map<String, List<String>> OF_KIND =
            Map.of(
                    "RSA 2048",
                    List.of(
                            "rsa-sign-pkcs1-2048-sha256",
                            "rsa-sign-pss-2048-sha256",
                            "rsa-sign-raw-pkcs1-2048",
                            "rsa-decrypt-oaep-2048-sha256",
                            "rsa-decrypt-oaep-2048-sha1"),
                    "RSA 3072",
                    List.of(
                            "rsa-sign-pkcs1-3072-sha256",
                            "rsa-sign-pss-3072-sha256",
                            "rsa-sign-raw-pkcs1-3072",
                            "rsa-decrypt-oaep-3072-sha256",
                            "rsa-decrypt-oaep-3072-sha1"),
                    "RSA 4096",
                    List.of(
                            "rsa-sign-pkcs1-4096-sha256",
                            "rsa-sign-pkcs1-4096-sha512",
                            "rsa-sign-pss-4096-sha256",
                            "rsa-sign-pss-4096-sha512",
                            "rsa-sign-raw-pkcs1-4096",
                            "rsa-decrypt-oaep-4096-sha256",
                            "rsa-decrypt-oaep-4096-sha512",
                            "rsa-decrypt-oaep-4096-sha1"),
                    "EC P-256",
                    List.of("ec-sign-p256-sha256"),
                    "EC P-384",
                    List.of("ec-sign-p384-sha384"),
                    "AES 128",
                    List.of("aes-128-gcm", "aes-128-cbc", "aes-128-ctr"),
                    "AES 256",
                    List.of(
                            "google-symmetric-encryption",
                            "aes-256-gcm",
                            "aes-256-cbc",
                            "aes-256-ctr"));

    private GcpAlgorithm() {}

    /** Returns those for such a key; empty if Google takes none. */
    static List<String> of(KeyDescription key) {
        return OF_KIND.getOrDefault(key.name(), List.of());
    }
}
