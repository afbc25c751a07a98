package dev.keyhaul.cli.byok;

import java.util.Locale;

/** Whose blob is made. */
enum BlobFormat {
    /** The JSON of Azure Key Vault's "bring your own key". */
    AZURE,
    /** AWS KMS, RSA_AES_KEY_WRAP_SHA_1 or RSA_AES_KEY_WRAP_SHA_256: the ciphertext alone. */
    AWS,
    /** Google Cloud KMS, rsa-oaep-…-aes-256: the ciphertext alone. */
    GCP;

    /** Returns the name, as options have it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
