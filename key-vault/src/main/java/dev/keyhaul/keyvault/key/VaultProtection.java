package dev.keyhaul.keyvault.key;

/**
 * What guards a key inside the service.
 *
 * <pre>{@code
 * ExpectedKey inHsm = ExpectedKey.tenantKey(key.description(), VaultProtection.HSM);
 * }</pre>
 *
 * @since 0.1.0
 */
public enum VaultProtection {
    /** A hardware security module; needs the tier Premium or a Managed HSM. */
    HSM,
    /** The service's own software. */
    SOFTWARE;

    /**
     * {@return what a vault's {@code kty} says of a key there, such as {@code RSA-HSM}}
     *
     * @param keyType such as {@code RSA-HSM}
     */
    public static VaultProtection ofKeyType(String keyType) {
        return keyType.endsWith("-HSM") ? HSM : SOFTWARE;
    }
}
