package dev.keyhaul.tenant.check;

import dev.keyhaul.tenant.LicensingRegion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a tenant, its vault and its key; what is not given is not known.
 *
 * @param now the time of the check
 * @param vault the vault or Managed HSM
 * @param key the tenant key
 * @param keys all keys of the vault
 * @param rotation the tenant key's rotation policy
 * @param subscription the subscription
 * @param principal the service principal of Rights Management
 * @param roles the roles on the Managed HSM, or on a role-based vault
 * @param tenantId the Entra tenant of Azure Information Protection
 * @param region where the tenant's licensing runs
 * @param hsm the HSM that the key comes from
 * @param keyedTpd whether a keyed TPD from before is kept, as the operator says
 * @param masterCopies the master copies of the key
 */
public record TenantFacts(
        Instant now,
        Optional<VaultFacts> vault,
        Optional<KeyFacts> key,
        Optional<List<ListedKey>> keys,
        Optional<RotationPolicy> rotation,
        Optional<SubscriptionFacts> subscription,
        Optional<PrincipalFacts> principal,
        Optional<List<RoleAssignment>> roles,
        Optional<String> tenantId,
        Optional<LicensingRegion> region,
        Optional<HsmFacts> hsm,
        Optional<Boolean> keyedTpd,
        Optional<MasterCopyFacts> masterCopies) {

    /** Starts with nothing known but the time. */
    public static Builder at(Instant now) {
        return new Builder(now);
    }

    /** Puts facts together; null is what is not known. Not thread-safe. */
    public static final class Builder {
        private final Instant now;
        private @Nullable VaultFacts vault;
        private @Nullable KeyFacts key;
        private @Nullable List<ListedKey> keys;
        private @Nullable RotationPolicy rotation;
        private @Nullable SubscriptionFacts subscription;
        private @Nullable PrincipalFacts principal;
        private @Nullable List<RoleAssignment> roles;
        private @Nullable String tenantId;
        private @Nullable LicensingRegion region;
        private @Nullable HsmFacts hsm;
        private @Nullable Boolean keyedTpd;
        private @Nullable MasterCopyFacts masterCopies;

        private Builder(Instant now) {
            this.now = now;
        }

        /** Sets the vault or Managed HSM. */
        public Builder vault(@Nullable VaultFacts known) {
            vault = known;
            return this;
        }

        /** Sets the tenant key. */
        public Builder key(@Nullable KeyFacts known) {
            key = known;
            return this;
        }

        /** Sets all keys of the vault. */
        public Builder keys(@Nullable List<ListedKey> known) {
            keys = known;
            return this;
        }

        /** Sets the tenant key's rotation policy. */
        public Builder rotation(@Nullable RotationPolicy known) {
            rotation = known;
            return this;
        }

        /** Sets the subscription. */
        public Builder subscription(@Nullable SubscriptionFacts known) {
            subscription = known;
            return this;
        }

        /** Sets the service principal of Rights Management. */
        public Builder principal(@Nullable PrincipalFacts known) {
            principal = known;
            return this;
        }

        /** Sets the roles on the Managed HSM, or on a role-based vault. */
        public Builder roles(@Nullable List<RoleAssignment> known) {
            roles = known;
            return this;
        }

        /** Sets the Entra tenant of Azure Information Protection. */
        public Builder tenantId(@Nullable String known) {
            tenantId = known;
            return this;
        }

        /** Sets where the tenant's licensing runs. */
        public Builder region(@Nullable LicensingRegion known) {
            region = known;
            return this;
        }

        /** Sets the HSM that the key comes from. */
        public Builder hsm(@Nullable HsmFacts known) {
            hsm = known;
            return this;
        }

        /** Sets whether a keyed TPD from before is kept. */
        public Builder keyedTpd(@Nullable Boolean known) {
            keyedTpd = known;
            return this;
        }

        /** Sets the master copies of the key. */
        public Builder masterCopies(@Nullable MasterCopyFacts known) {
            masterCopies = known;
            return this;
        }

        /** Returns the facts. */
        public TenantFacts build() {
            return new TenantFacts(
                    now,
                    Optional.ofNullable(vault),
                    Optional.ofNullable(key),
                    Optional.ofNullable(keys),
                    Optional.ofNullable(rotation),
                    Optional.ofNullable(subscription),
                    Optional.ofNullable(principal),
                    Optional.ofNullable(roles),
                    Optional.ofNullable(tenantId),
                    Optional.ofNullable(region),
                    Optional.ofNullable(hsm),
                    Optional.ofNullable(keyedTpd),
                    Optional.ofNullable(masterCopies));
        }
    }
}
