package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.DEDICATED_VAULT;
import static dev.keyhaul.tenant.check.Prerequisite.REGION;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.tenant.LicensingRegion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What else is in the vault, and where the vault is: both are advice, and never fail. */
record PlaceRules(TenantFacts facts, AzCommands az) {
    private static final int MOST_NAMES = 5;

    static List<TenantFinding> judge(TenantFacts facts, AzCommands az) {
        PlaceRules rules = new PlaceRules(facts, az);
        return List.of(rules.dedicated(), rules.region());
    }

    private TenantFinding dedicated() {
        if (facts.az().keys().isEmpty()) {
            return TenantFinding.unknown(
                    DEDICATED_VAULT, "the list of the vault's keys was not given", az.listKeys());
        }
        List<ListedKey> keys = facts.az().keys().get();
        if (isOfAnotherVault(keys)) {
            return TenantFinding.unknown(
                    DEDICATED_VAULT, "the list of keys is for another vault", az.listKeys());
        }
        List<String> enabled =
                keys.stream().filter(ListedKey::enabled).map(key -> key.id().name()).toList();
        List<String> others = enabled.stream().filter(name -> !isTenantKey(name)).toList();
        if (others.isEmpty() || (facts.az().key().isEmpty() && enabled.size() == 1)) {
            return TenantFinding.pass(DEDICATED_VAULT, "no other key is enabled in it");
        }
        if (facts.az().key().isEmpty()) {
            return TenantFinding.unknown(
                    DEDICATED_VAULT,
                    "it holds "
                            + names(enabled)
                            + "; without the key's JSON it is unknown which one it is",
                    az.showKey());
        }
        return TenantFinding.warn(
                DEDICATED_VAULT,
                "it also contains " + names(others) + "; other uses count towards its limits",
                az.updateKey(others.get(0), "--enabled false")
                        + "   # if it is a KEK whose ceremony has ended; otherwise use a separate vault");
    }

    private boolean isOfAnotherVault(List<ListedKey> keys) {
        Optional<VaultHost> vault =
                facts.az()
                        .vault()
                        .map(AzVaultFacts::host)
                        .or(() -> facts.az().key().map(AzKeyFacts::id).map(KeyIdentifier::vault));
        return vault.isPresent()
                && !keys.stream().allMatch(key -> key.id().vault().equals(vault.get()));
    }

    private boolean isTenantKey(String name) {
        return facts.az().key().filter(key -> key.id().name().equals(name)).isPresent();
    }

    private static String names(List<String> names) {
        String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        int more = names.size() - MOST_NAMES;
        return more > 0 ? first + " and " + more + " more" : first;
    }

    private TenantFinding region() {
        if (facts.region().isEmpty()) {
            return TenantFinding.unknown(
                    REGION,
                    "the licensing URL was not given",
                    "(Get-AipServiceConfiguration).LicensingIntranetDistributionPointUrl");
        }
        if (facts.az().vault().isEmpty()) {
            return TenantFinding.unknown(REGION, "the vault's JSON was not given", az.showVault());
        }
        LicensingRegion region = facts.region().get();
        String location = facts.az().vault().get().location();
        String near = String.join(" or ", region.locations());
        return region.recommends(location)
                ? TenantFinding.pass(REGION, location + " is near " + region.host())
                : TenantFinding.warn(
                        REGION,
                        "the vault is in "
                                + location
                                + "; for "
                                + region.host()
                                + " it is best in "
                                + near,
                        "az keyvault create --name NEW-VAULT --resource-group GROUP --location "
                                + region.azLocations().get(0)
                                + " --sku premium --retention-days 90 --enable-purge-protection true"
                                + " --enable-rbac-authorization false");
    }
}
