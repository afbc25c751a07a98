package dev.keyhaul.cli.option;

import java.util.Locale;

/** Whose blob is made. */
public enum BlobFormat {
    /** The JSON of Azure Key Vault's "bring your own key". */
    AZURE,
    /** AWS KMS, RSA_AES_KEY_WRAP_SHA_1 or RSA_AES_KEY_WRAP_SHA_256: the ciphertext alone. */
    AWS,
    /** Google Cloud KMS, rsa-oaep-…-aes-256: the ciphertext alone. */
    GCP,
    /** The ciphertext alone, for the recovery pair of another token: RSA-OAEP and AES-KWP. */
    RSA_AES;

    /** Returns the name, as options have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
