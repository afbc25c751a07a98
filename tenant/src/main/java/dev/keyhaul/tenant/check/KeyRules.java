package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.KEY_LENGTH;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_OPERATIONS;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_TYPE;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_URL;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.KeyProfile;
import java.util.List;
import java.util.Optional;

/** What the key is: length, operations, URL and type. */
record KeyRules(AzKeyFacts key, Optional<VaultHost> vault, AzCommands az) {
    static final String NOT_GIVEN = "the key's JSON was not given";

    static List<TenantFinding> judge(TenantFacts facts, AzCommands az) {
        if (facts.az().key().isEmpty()) {
            return List.of(KEY_LENGTH, KEY_OPERATIONS, KEY_URL, KEY_TYPE).stream()
                    .map(p -> TenantFinding.unknown(p, NOT_GIVEN, az.showKey()))
                    .toList();
        }
        KeyRules rules =
                new KeyRules(
                        facts.az().key().get(), facts.az().vault().map(AzVaultFacts::host), az);
        return List.of(rules.length(), rules.operations(), rules.url(), rules.type());
    }

    private TenantFinding length() {
        if (key.description().isEmpty()) {
            return TenantFinding.fail(
                    KEY_LENGTH,
                    "it is not an RSA key; an Azure Information Protection tenant key must be RSA-2048",
                    "keyhaul key generate --bits 2048 …");
        }
        int bits = key.description().get().lengthBits();
        return KeyProfile.TENANT_KEY.allows(bits)
                ? TenantFinding.pass(KEY_LENGTH, "RSA-" + bits)
                : TenantFinding.fail(
                        KEY_LENGTH,
                        "RSA-"
                                + bits
                                + "; an Azure Information Protection tenant key must be RSA-2048",
                        "keyhaul key generate --bits 2048 …");
    }

    private TenantFinding operations() {
        List<String> missing =
                KeyProfile.TENANT_KEY_OPERATIONS.stream()
                        .filter(op -> !key.operations().contains(op))
                        .toList();
        List<String> more =
                key.operations().stream()
                        .filter(op -> !KeyProfile.TENANT_KEY_OPERATIONS.contains(op))
                        .toList();
        String fix = az.updateKey("--ops " + String.join(" ", KeyProfile.TENANT_KEY_OPERATIONS));
        if (!missing.isEmpty()) {
            return TenantFinding.fail(
                    KEY_OPERATIONS, "not permitted: " + String.join(", ", missing), fix);
        }
        return more.isEmpty()
                ? TenantFinding.pass(KEY_OPERATIONS, "all six are permitted")
                : TenantFinding.warn(
                        KEY_OPERATIONS, "also permitted: " + String.join(", ", more), fix);
    }

    private TenantFinding url() {
        KeyIdentifier id = key.id();
        if (vault.isPresent() && !vault.get().equals(id.vault())) {
            return TenantFinding.fail(
                    KEY_URL,
                    "the key is in " + id.vault().host() + ", the vault is " + vault.get().host(),
                    az.showKey());
        }
        return id.version().isPresent()
                ? TenantFinding.pass(KEY_URL, id.toString())
                : TenantFinding.fail(
                        KEY_URL,
                        "no version: it seems to work, but fails when the key is renewed",
                        az.showKey() + " --query key.kid --output tsv");
    }

    private TenantFinding type() {
        return switch (key.type()) {
            case "RSA-HSM" -> TenantFinding.pass(KEY_TYPE, "RSA-HSM");
            case "RSA" ->
                    TenantFinding.warn(
                            KEY_TYPE,
                            "RSA: a software key, such as one from a PFX file; an HSM key is RSA-HSM",
                            "keyhaul vault import-key --key … --protection hsm");
            default ->
                    TenantFinding.fail(
                            KEY_TYPE,
                            key.type() + " is not an RSA key",
                            "keyhaul key generate --bits 2048 …");
        };
    }
}
