package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.JwkType;

/**
 * Which keys a vault takes, by its tier: the standard one has no HSM. A Managed HSM has HSM keys
 * alone.
 */
record TierRules(VaultHost host, boolean softwareOnly) {
    /** A Managed HSM makes an HSM key of what a client calls {@code RSA}. */
    boolean isHsm(String kty) {
        return JwkType.isHsm(kty) || host.isManagedHsm();
    }

    void requireTakes(JwkType type, boolean hsm) throws RefusedRequest {
        if (type == JwkType.OCT && !host.isManagedHsm()) {
            throw RefusedRequest.keyTypeNotSupported(
                    "invalid kty value: " + type.name(hsm) + "; only a Managed HSM has such keys");
        }
        if (hsm && softwareOnly && !host.isManagedHsm()) {
            throw RefusedRequest.badParameter(
                    "Hardware key operation not allowed on standard vault");
        }
    }
}
