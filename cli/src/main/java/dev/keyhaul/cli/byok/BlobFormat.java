package dev.keyhaul.cli.byok;

/** Whose blob is made. */
enum BlobFormat {
    /** The JSON of Azure Key Vault's "bring your own key". */
    AZURE,
    /** AWS KMS, RSA_AES_KEY_WRAP_SHA_1 or RSA_AES_KEY_WRAP_SHA_256: the ciphertext alone. */
    AWS,
    /** Google Cloud KMS, rsa-oaep-…-aes-256: the ciphertext alone. */
    GCP
}
