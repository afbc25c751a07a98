package dev.keyhaul.keyvault;

import dev.keyhaul.core.Verdict;
import dev.keyhaul.keyvault.VaultProof.Check;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.util.List;
import java.util.Optional;

/**
 * What the vault says of a key beside the key: what it may do, whether it leaves, who can end it.
 */
record AttributeChecks(ExpectedKey expected) {
    List<Check> check(VaultKey key) {
        return List.of(
                operations(key),
                enabled(key),
                exportable(key),
                releasePolicy(key),
                recoveryLevel(key),
                hsmPlatform(key));
    }

    private Check operations(VaultKey key) {
        List<String> wanted = expected.kind(key).possible(expected.operations());
        return check(
                "operations",
                key.operations().containsAll(wanted) ? Verdict.PASS : Verdict.FAIL,
                key.operations() + ", expected " + wanted,
                "az keyvault key set-attributes --id "
                        + key.id()
                        + " --ops "
                        + String.join(" ", wanted));
    }

    private static Check enabled(VaultKey key) {
        return check(
                "enabled",
                key.attributes().enabled() ? Verdict.PASS : Verdict.FAIL,
                key.attributes().enabled() ? "yes" : "no",
                "az keyvault key set-attributes --id " + key.id() + " --enabled true");
    }

    private static Check exportable(VaultKey key) {
        return check(
                "not exportable",
                key.attributes().exportable() ? Verdict.FAIL : Verdict.PASS,
                key.attributes().exportable()
                        ? "it is exportable, which cannot be undone"
                        : "not exportable",
                "");
    }

    private static Check releasePolicy(VaultKey key) {
        return check(
                "release policy",
                key.attributes().releasePolicy() ? Verdict.FAIL : Verdict.PASS,
                key.attributes().releasePolicy() ? "it has one" : "none",
                "");
    }

    /** Every level that lets somebody purge names it; the others are kept for their days. */
    private Check recoveryLevel(VaultKey key) {
        Optional<String> level = key.attributes().recoveryLevel();
        return check(
                "recovery level",
                level.map(this::judgeRecoveryLevel).orElse(Verdict.UNKNOWN),
                level.map(said -> said + (said.contains("Purgeable") ? ": it can be purged" : ""))
                        .orElse("the vault does not state it"),
                key.id().vault().isManagedHsm()
                        ? "az keyvault update-hsm --hsm-name "
                                + key.id().vault().name()
                                + " --enable-purge-protection true"
                        : "az keyvault update --name "
                                + key.id().vault().name()
                                + " --enable-purge-protection true");
    }

    private Verdict judgeRecoveryLevel(String level) {
        if (!level.contains("Purgeable")) {
            return Verdict.PASS;
        }
        return expected.mayBePurged() ? Verdict.WARN : Verdict.FAIL;
    }

    private Check hsmPlatform(VaultKey key) {
        boolean hsm = expected.protection() == VaultProtection.HSM;
        String said = key.attributes().hsmPlatform().orElse("");
        return switch (said) {
            case "" -> check("HSM platform", Verdict.UNKNOWN, "the vault does not state it", "");
            case "0" ->
                    check(
                            "HSM platform",
                            hsm ? Verdict.FAIL : Verdict.PASS,
                            "0: software, according to the vault",
                            "");
            case "1" ->
                    check(
                            "HSM platform",
                            Verdict.WARN,
                            "1: older HSMs, FIPS 140-2 level 2, according to the vault",
                            "");
            default -> check("HSM platform", Verdict.PASS, said + ", according to the vault", "");
        };
    }

    /** The command is for what is not as it should be. */
    static Check check(String name, Verdict verdict, String detail, String fix) {
        return new Check(
                name,
                verdict,
                detail,
                verdict == Verdict.PASS || fix.isEmpty() ? Optional.empty() : Optional.of(fix));
    }
}
