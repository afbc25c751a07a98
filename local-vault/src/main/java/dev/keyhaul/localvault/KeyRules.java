package dev.keyhaul.localvault;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.http.ServiceError;

/** Which keys a vault takes, by its tier; a Managed HSM takes HSM keys alone. */
record KeyRules(VaultHost host, VaultTier tier) {
    void requireTakes(boolean hsm) throws ServiceError {
        if (host.isManagedHsm()) {
            if (!hsm) {
                throw ServiceError.badParameter("a Managed HSM has HSM keys alone: kty is RSA-HSM");
            }
        } else if (hsm && tier == VaultTier.STANDARD) {
            throw ServiceError.badParameter("Hardware key operation not allowed on standard vault");
        }
    }
}
