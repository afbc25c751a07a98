package dev.keyhaul.tenant.check;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What az printed of a vault, its key and what is around them.
 *
 * @param vault the vault or Managed HSM
 * @param key the tenant key
 * @param keys all keys of the vault
 * @param rotation the tenant key's rotation policy
 * @param subscription the subscription
 * @param principal the service principal of Rights Management
 * @param roles the roles on the Managed HSM, or on a role-based vault
 * @param definitions what roles on a role-based vault grant
 * @since 0.1.0
 */
public record AzFacts(
        Optional<AzVaultFacts> vault,
        Optional<AzKeyFacts> key,
        Optional<List<ListedKey>> keys,
        Optional<RotationFacts> rotation,
        Optional<SubscriptionFacts> subscription,
        Optional<PrincipalFacts> principal,
        Optional<List<RoleAssignment>> roles,
        Optional<List<RoleDefinition>> definitions) {
    public AzFacts {
        Arguments.notNull("vault", vault, "key", key, "keys", keys);
        Arguments.notNull("rotation", rotation, "subscription", subscription);
        Arguments.notNull("principal", principal, "roles", roles, "definitions", definitions);
    }

    /** Whether az's output was given of nothing. */
    public boolean isEmpty() {
        return Stream.of(vault, key, keys, rotation, subscription, principal, roles, definitions)
                .allMatch(Optional::isEmpty);
    }
}
