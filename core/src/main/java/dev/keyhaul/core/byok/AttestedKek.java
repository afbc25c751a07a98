package dev.keyhaul.core.byok;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A KEK whose Managed HSM attests it, in the pool of a known owner.
 *
 * @param roots Marvell's
 */
record AttestedKek(
        HsmAttestation attestation, Fingerprint owner, Instant now, List<RSAPublicKey> roots)
        implements KekProvenance {
    AttestedKek {
        roots = List.copyOf(roots);
    }

    @Override
    public Result check(RSAPublicKey kek, @Nullable KeyIdentifier kid) throws RefusedException {
        if (kid == null) {
            throw new RefusedException(
                    Reason.KEK_ATTESTATION_MISSING,
                    "a key without an identifier has no attestation");
        }
        try {
            AttestationCheck check =
                    AttestationCheck.verify(attestation, kid, kek, owner, now, roots);
            return new Result(
                    "the attestation of a Managed HSM, owned by " + owner,
                    check.notProven(),
                    check.canDecrypt()
                            ? Optional.of(
                                    "the attestation of "
                                            + kid
                                            + " alone does not authenticate it, because the key can decrypt (CKA_DECRYPT = 1)")
                            : Optional.empty());
        } catch (CheckFailedException e) {
            throw new RefusedException(
                    e.reason(),
                    kid + " is not authenticated: " + e.getMessage(),
                    e.hint().orElse("someone may have swapped the KEK or its attestation"),
                    e);
        }
    }
}
