package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.NETWORK_BYPASS;
import static dev.keyhaul.tenant.check.Prerequisite.PURGE_PROTECTION;
import static dev.keyhaul.tenant.check.Prerequisite.SOFT_DELETE;
import static dev.keyhaul.tenant.check.Prerequisite.TIER;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tier, deletion and network of the vault. */
final class VaultRules {
    private static final String NOT_GIVEN = "the vault's JSON was not given";

    private final TenantFacts facts;
    private final AzCommands az;

    private VaultRules(TenantFacts facts, AzCommands az) {
        this.facts = facts;
        this.az = az;
    }

    static List<Finding> judge(TenantFacts facts, AzCommands az) {
        VaultRules rules = new VaultRules(facts, az);
        return List.of(
                rules.tier(), rules.softDelete(), rules.purgeProtection(), rules.networkBypass());
    }

    private Finding tier() {
        if (facts.az().vault().isEmpty()) {
            return Finding.unknown(TIER, NOT_GIVEN, az.showVault());
        }
        VaultFacts vault = facts.az().vault().get();
        if (vault.host().isManagedHsm()) {
            return Finding.pass(TIER, "Managed HSM");
        }
        String sku = vault.sku().toLowerCase(Locale.ROOT);
        if (sku.equals("premium")) {
            return Finding.pass(TIER, "premium");
        }
        String reason = "the tier is " + sku + ", which has no HSM keys";
        String fix = az.updateVault("--set properties.sku.name=premium");
        boolean softwareKey = facts.az().key().filter(key -> key.type().equals("RSA")).isPresent();
        return softwareKey
                ? Finding.warn(TIER, reason + "; this key is a software key", fix)
                : Finding.fail(TIER, reason, fix);
    }

    private Finding softDelete() {
        Optional<Boolean> on =
                facts.az()
                        .vault()
                        .flatMap(VaultFacts::softDelete)
                        .or(() -> recoveryLevel().map(level -> !level.equals("Purgeable")));
        return mustBeOn(
                SOFT_DELETE, on, "a deleted key is lost", "--set properties.enableSoftDelete=true");
    }

    /** The vault's JSON has null, or nothing, where purge protection was never switched on. */
    private Finding purgeProtection() {
        Optional<Boolean> on =
                facts.az()
                        .vault()
                        .map(vault -> vault.purgeProtection().orElse(false))
                        .or(() -> recoveryLevel().map(level -> !level.contains("Purgeable")));
        return mustBeOn(
                PURGE_PROTECTION,
                on,
                "a deleted key can be purged, and with it all that it protects",
                "--enable-purge-protection true");
    }

    private Finding mustBeOn(
            Prerequisite prerequisite, Optional<Boolean> on, String risk, String change) {
        if (on.isEmpty()) {
            return Finding.unknown(
                    prerequisite,
                    "neither the vault's JSON nor the key's states whether it is on",
                    az.showVault());
        }
        return on.get()
                ? Finding.pass(prerequisite, "on")
                : Finding.fail(prerequisite, "off: " + risk, az.updateVault(change));
    }

    private Optional<String> recoveryLevel() {
        return facts.az().key().flatMap(key -> key.attributes().recoveryLevel());
    }

    private Finding networkBypass() {
        if (facts.az().vault().isEmpty()) {
            return Finding.unknown(NETWORK_BYPASS, NOT_GIVEN, az.showVault());
        }
        VaultFacts.Network network = facts.az().vault().get().network();
        if (network.publicAccess().equalsIgnoreCase("SecuredByPerimeter")) {
            return Finding.unknown(
                    NETWORK_BYPASS,
                    "a network security perimeter controls access, and the vault's JSON does not show it",
                    "az extension add --name nsp; az network perimeter list --output table");
        }
        if (network.bypass().contains("AzureServices")) {
            return Finding.pass(NETWORK_BYPASS, "trusted Microsoft services get through");
        }
        boolean open =
                network.publicAccess().equalsIgnoreCase("Enabled")
                        && network.defaultAction().equalsIgnoreCase("Allow");
        return open
                ? Finding.pass(NETWORK_BYPASS, "no network rules: all networks get through")
                : Finding.fail(
                        NETWORK_BYPASS,
                        "the network rules block trusted Microsoft services",
                        az.updateVault("--bypass AzureServices"));
    }
}
