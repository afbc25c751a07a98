package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.KEY_ENABLED;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_HSM_PLATFORM;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_NOT_EXPORTABLE;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_RELEASE_POLICY;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_ROTATION_POLICY;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the service does with the key: its time, whether it leaves, who holds it. */
record KeyPolicyRules(TenantFacts facts, AzCommands az) {
    static List<TenantFinding> judge(TenantFacts facts, AzCommands az) {
        KeyPolicyRules rules = new KeyPolicyRules(facts, az);
        List<TenantFinding> findings = new ArrayList<>();
        if (facts.az().key().isEmpty()) {
            List.of(KEY_ENABLED, KEY_NOT_EXPORTABLE, KEY_RELEASE_POLICY)
                    .forEach(
                            p ->
                                    findings.add(
                                            TenantFinding.unknown(
                                                    p, KeyRules.NOT_GIVEN, az.showKey())));
        } else {
            AzKeyFacts key = facts.az().key().get();
            findings.add(rules.enabled(key.attributes()));
            findings.add(exportable(key.attributes()));
            findings.add(releasePolicy(key));
        }
        findings.add(rules.rotationPolicy());
        findings.add(rules.hsmPlatform());
        return findings;
    }

    /**
     * All that keeps the key from working, now or later: the person who fixes one should see the
     * rest.
     */
    private TenantFinding enabled(AzKeyFacts.Attributes attributes) {
        Instant now = facts.now();
        Optional<Instant> later = attributes.notBefore().filter(now::isBefore);
        Optional<Instant> expires = attributes.expires();
        boolean ended = expires.filter(end -> !end.isAfter(now)).isPresent();
        List<String> reasons = new ArrayList<>();
        List<String> fixes = new ArrayList<>();
        if (!attributes.enabled()) {
            reasons.add("it is disabled");
            fixes.add("--enabled true");
        }
        if (later.isPresent()) {
            reasons.add("it is valid only from " + later.get());
            fixes.add("--not-before " + now);
        }
        if (expires.isPresent()) {
            reasons.add((ended ? "it ended at " : "it ends at ") + expires.get());
            fixes.add("--expires 2099-12-31T00:00:00Z");
        }
        if (reasons.isEmpty()) {
            return TenantFinding.pass(KEY_ENABLED, "enabled, and does not expire");
        }
        String reason = String.join("; ", reasons);
        String fix = az.updateKey(String.join(" ", fixes));
        return attributes.enabled() && later.isEmpty() && !ended
                ? TenantFinding.warn(KEY_ENABLED, reason, fix)
                : TenantFinding.fail(KEY_ENABLED, reason, fix);
    }

    private static TenantFinding exportable(AzKeyFacts.Attributes attributes) {
        return attributes.exportable()
                ? TenantFinding.fail(
                        KEY_NOT_EXPORTABLE,
                        "exportable: the service may give it out, and that cannot be undone",
                        "keyhaul vault import-key … --name ANOTHER   # under another name")
                : TenantFinding.pass(KEY_NOT_EXPORTABLE, "not exportable");
    }

    private static TenantFinding releasePolicy(AzKeyFacts key) {
        return key.hasReleasePolicy()
                ? TenantFinding.fail(
                        KEY_RELEASE_POLICY,
                        "the service releases it to anyone who attests as its policy requires",
                        "keyhaul vault import-key … --name ANOTHER   # under another name")
                : TenantFinding.pass(KEY_RELEASE_POLICY, "none");
    }

    private TenantFinding rotationPolicy() {
        if (facts.az().rotation().isEmpty()) {
            return TenantFinding.unknown(
                    KEY_ROTATION_POLICY,
                    "the rotation policy's JSON was not given",
                    az.showRotation());
        }
        return facts.az().rotation().get().rotates()
                ? TenantFinding.fail(
                        KEY_ROTATION_POLICY,
                        "the service creates new versions automatically, with keys that you do not have",
                        az.updateRotation("--value '{\"lifetimeActions\":[]}'"))
                : TenantFinding.pass(KEY_ROTATION_POLICY, "it does not rotate");
    }

    private TenantFinding hsmPlatform() {
        String said =
                facts.az().key().flatMap(key -> key.attributes().hsmPlatform()).orElse("nothing");
        return switch (said) {
            case "2" ->
                    TenantFinding.pass(
                            KEY_HSM_PLATFORM, "2: FIPS 140-3 level 3, according to Azure");
            case "1" ->
                    TenantFinding.warn(
                            KEY_HSM_PLATFORM,
                            "1: FIPS 140-2 level 2, which Azure is retiring; a key cannot change its platform, so it must be imported again from its master"
                                    + " copy",
                            "keyhaul vault import-key --key backup:STORE/ID … --name ANOTHER");
            case "0" ->
                    TenantFinding.warn(
                            KEY_HSM_PLATFORM,
                            "0: software, according to Azure",
                            "keyhaul vault import-key --key … --protection hsm");
            default ->
                    TenantFinding.unknown(
                            KEY_HSM_PLATFORM,
                            "the key's JSON has hsmPlatform " + said,
                            az.showKey());
        };
    }
}
