package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.NETWORK_BYPASS;
import static dev.keyhaul.tenant.check.Prerequisite.PURGE_PROTECTION;
import static dev.keyhaul.tenant.check.Prerequisite.SOFT_DELETE;
import static dev.keyhaul.tenant.check.Prerequisite.TIER;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tier, deletion and network of the vault. */
record VaultRules(TenantFacts facts, AzCommands az) {
    private static final String NOT_GIVEN = "the vault's JSON was not given";

    static List<TenantFinding> judge(TenantFacts facts, AzCommands az) {
        VaultRules rules = new VaultRules(facts, az);
        return List.of(
                rules.tier(), rules.softDelete(), rules.purgeProtection(), rules.networkBypass());
    }

    private TenantFinding tier() {
        if (facts.az().vault().isEmpty()) {
            return TenantFinding.unknown(TIER, NOT_GIVEN, az.showVault());
        }
        AzVaultFacts vault = facts.az().vault().get();
        if (vault.host().isManagedHsm()) {
            return TenantFinding.pass(TIER, "Managed HSM");
        }
        String sku = vault.sku().toLowerCase(Locale.ROOT);
        if (sku.equals("premium")) {
            return TenantFinding.pass(TIER, "premium");
        }
        String reason = "the tier is " + sku + ", which has no HSM keys";
        String fix = az.updateVault("--set properties.sku.name=premium");
        boolean softwareKey = facts.az().key().filter(key -> key.type().equals("RSA")).isPresent();
        return softwareKey
                ? TenantFinding.warn(TIER, reason + "; this key is a software key", fix)
                : TenantFinding.fail(TIER, reason, fix);
    }

    private TenantFinding softDelete() {
        Optional<Boolean> on =
                facts.az()
                        .vault()
                        .flatMap(AzVaultFacts::softDelete)
                        .or(() -> recoveryLevel().map(level -> !level.equals("Purgeable")));
        return mustBeOn(
                SOFT_DELETE, on, "a deleted key is lost", "--set properties.enableSoftDelete=true");
    }

    /** The vault's JSON has null, or nothing, where purge protection was never switched on. */
    private TenantFinding purgeProtection() {
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

    private TenantFinding mustBeOn(
            Prerequisite prerequisite, Optional<Boolean> on, String risk, String change) {
        if (on.isEmpty()) {
            return TenantFinding.unknown(
                    prerequisite,
                    "neither the vault's JSON nor the key's states whether it is on",
                    az.showVault());
        }
        return on.get()
                ? TenantFinding.pass(prerequisite, "on")
                : TenantFinding.fail(prerequisite, "off: " + risk, az.updateVault(change));
    }

    private Optional<String> recoveryLevel() {
        return facts.az().key().flatMap(key -> key.attributes().recoveryLevel());
    }

    private TenantFinding networkBypass() {
        if (facts.az().vault().isEmpty()) {
            return TenantFinding.unknown(NETWORK_BYPASS, NOT_GIVEN, az.showVault());
        }
        AzVaultFacts.Network network = facts.az().vault().get().network();
        if (network.publicAccess().equalsIgnoreCase("SecuredByPerimeter")) {
            return TenantFinding.unknown(
                    NETWORK_BYPASS,
                    "a network security perimeter controls access, and the vault's JSON does not show it",
                    "az extension add --name nsp; az network perimeter list --output table");
        }
        if (network.bypass().contains("AzureServices")) {
            return TenantFinding.pass(NETWORK_BYPASS, "trusted Microsoft services get through");
        }
        boolean open =
                network.publicAccess().equalsIgnoreCase("Enabled")
                        && network.defaultAction().equalsIgnoreCase("Allow");
        return open
                ? TenantFinding.pass(NETWORK_BYPASS, "no network rules: all networks get through")
                : TenantFinding.fail(
                        NETWORK_BYPASS,
                        "the network rules block trusted Microsoft services",
                        az.updateVault("--bypass AzureServices"));
    }
}
