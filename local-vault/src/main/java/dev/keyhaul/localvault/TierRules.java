package dev.keyhaul.localvault;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.http.RefusedRequest;

/**
 * Which keys a vault takes, by its tier: the standard one has no HSM. A Managed HSM has HSM keys
 * alone.
 */
record TierRules(VaultHost host, boolean softwareOnly) {
    /** A Managed HSM makes an HSM key of what a client calls {@code RSA}. */
    boolean isHsm(String kty) {
        return KeyType.isHsm(kty) || host.isManagedHsm();
    }

    void requireTakes(KeyType type, boolean hsm) throws RefusedRequest {
        if (type == KeyType.OCT && !host.isManagedHsm()) {
            throw RefusedRequest.keyTypeNotSupported(
                    "invalid kty value: " + type.name(hsm) + "; only a Managed HSM has such keys");
        }
        if (hsm && softwareOnly && !host.isManagedHsm()) {
            throw RefusedRequest.badParameter(
                    "Hardware key operation not allowed on standard vault");
        }
    }
}
