package dev.keyhaul.tenant.check;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.tenant.LicensingRegion;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a tenant, its vault and its key; what is not given is not known.
 *
 * @param now the time of the check
 * @param az what az printed
 * @param tenantId the Entra tenant of Azure Information Protection
 * @param region where the tenant's licensing runs
 * @param hsm the HSM that the key comes from
 * @param keyedTpd whether an earlier keyed TPD is kept, as the operator says
 * @param masterCopies the master copies of the key
 * @since 0.1.0
 */
public record TenantFacts(
        Instant now,
        AzFacts az,
        Optional<String> tenantId,
        Optional<LicensingRegion> region,
        Optional<HsmFacts> hsm,
        Optional<Boolean> keyedTpd,
        Optional<MasterCopyFacts> masterCopies) {
    public TenantFacts {
        Arguments.notNull("now", now, "az", az, "tenantId", tenantId);
        Arguments.notNull("region", region, "hsm", hsm, "keyedTpd", keyedTpd);
        Arguments.notNull("masterCopies", masterCopies);
    }
}
