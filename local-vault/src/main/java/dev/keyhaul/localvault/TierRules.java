package dev.keyhaul.localvault;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.http.RefusedRequest;

/** Which keys a vault takes, by its tier; a Managed HSM has HSM keys alone. */
record TierRules(VaultHost host, VaultTier tier) {
    /** A Managed HSM makes an HSM key of what a client calls {@code RSA}. */
    boolean isHsm(String kty) throws RefusedRequest {
        return KeyType.isHsm(kty) || host.isManagedHsm();
    }

    void requireTakes(boolean hsm) throws RefusedRequest {
        if (hsm && tier == VaultTier.STANDARD && !host.isManagedHsm()) {
            throw RefusedRequest.badParameter(
                    "Hardware key operation not allowed on standard vault");
        }
    }
}
