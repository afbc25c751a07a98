package dev.keyhaul.keyvault;

/** What guards a key inside the service. */
public enum Protection {
    /** A hardware security module; needs the tier Premium or a Managed HSM. */
    HSM("RSA-HSM"),
    /** The service's own software. */
    SOFTWARE("RSA");

    private final String keyType;

    Protection(String keyType) {
        this.keyType = keyType;
    }

    /** Returns the {@code kty} that a vault gives such a key. */
    public String keyType() {
        return keyType;
    }
}
