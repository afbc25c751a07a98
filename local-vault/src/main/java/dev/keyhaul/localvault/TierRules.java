package dev.keyhaul.localvault;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.http.RefusedRequest;

/** Which keys a vault takes, by its tier; a Managed HSM takes HSM keys alone. */
record TierRules(VaultHost host, VaultTier tier) {
    void requireTakes(boolean hsm) throws RefusedRequest {
        if (host.isManagedHsm()) {
            if (!hsm) {
                throw RefusedRequest.badParameter(
                        "a Managed HSM has HSM keys alone: kty is RSA-HSM");
            }
        } else if (hsm && tier == VaultTier.STANDARD) {
            throw RefusedRequest.badParameter(
                    "Hardware key operation not allowed on standard vault");
        }
    }
}
