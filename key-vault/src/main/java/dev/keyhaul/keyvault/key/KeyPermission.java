package dev.keyhaul.keyvault.key;

import java.util.Locale;

/**
 * What a vault may permit a caller to do with its keys.
 *
 * @since 0.1.0
 */
public enum KeyPermission {
    /** Read a key's public half and attributes. */
    GET,
    /** Make a key, such as a KEK. */
    CREATE,
    /** Import a key. */
    IMPORT,
    /** Sign with a key, which proves an import. */
    SIGN,
    /** Decrypt with a key, which proves an import. */
    DECRYPT,
    /** Read a key's rotation policy, which a tenant key must not have. */
    GET_ROTATION_POLICY;

    /** Returns the word that the service's access policies have for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace("_", "");
    }
}
