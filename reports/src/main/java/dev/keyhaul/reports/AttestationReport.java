package dev.keyhaul.reports;

import dev.keyhaul.core.byok.AttestationCheck;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.security.PublicKey;

/** The attestation of a Managed HSM's key as reports show it. */
public final class AttestationReport {
    private AttestationReport() {}

    /**
     * Returns the report.
     *
     * @param ownerCompared whether the owner's key was compared with one that was known
     */
    public static JsonObject of(
            AttestationCheck check, KeyIdentifier kid, PublicKey attested, boolean ownerCompared) {
        JsonObject.Builder attributes = JsonObject.builder();
        check.attributes().forEach(attributes::put);
        return JsonObject.builder()
                .put("verdict", "verified")
                .put("proven", check.sentence())
                .put("kid", kid.toString())
                .put("fingerprint", Fingerprint.of(attested).toString())
                .put("partition", check.partition())
                .put("owner", check.owner())
                .put("owner_fingerprint", check.ownerKey().toString())
                .put("owner_compared", ownerCompared)
                .put("attributes", attributes.build())
                .put("not_proven", check.notProven())
                .build();
    }
}
