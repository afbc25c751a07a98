package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.KEY_ENABLED;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_HSM_PLATFORM;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_NOT_EXPORTABLE;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_RELEASE_POLICY;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_ROTATION_POLICY;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the service does with the key: its time, whether it leaves, who holds it. */
final class KeyPolicyRules {
    private final TenantFacts facts;
    private final AzCommands az;

    private KeyPolicyRules(TenantFacts facts, AzCommands az) {
        this.facts = facts;
        this.az = az;
    }

    static List<Finding> judge(TenantFacts facts, AzCommands az) {
        KeyPolicyRules rules = new KeyPolicyRules(facts, az);
        List<Finding> findings = new ArrayList<>();
        if (facts.az().key().isEmpty()) {
            List.of(KEY_ENABLED, KEY_NOT_EXPORTABLE, KEY_RELEASE_POLICY)
                    .forEach(
                            p ->
                                    findings.add(
                                            Finding.unknown(p, KeyRules.NOT_GIVEN, az.showKey())));
        } else {
            KeyFacts key = facts.az().key().get();
            findings.add(rules.enabled(key.attributes()));
            findings.add(exportable(key.attributes()));
            findings.add(releasePolicy(key));
        }
        findings.add(rules.rotationPolicy());
        findings.add(rules.hsmPlatform());
        return findings;
    }

    private Finding enabled(KeyFacts.Attributes attributes) {
        Instant now = facts.now();
        if (!attributes.enabled()) {
            return Finding.fail(KEY_ENABLED, "it is disabled", az.updateKey("--enabled true"));
        }
        if (attributes.notBefore().filter(now::isBefore).isPresent()) {
            return Finding.fail(
                    KEY_ENABLED,
                    "it is valid only from " + attributes.notBefore().get(),
                    az.updateKey("--not-before " + now));
        }
        if (attributes.expires().isEmpty()) {
            return Finding.pass(KEY_ENABLED, "enabled, without an expiry");
        }
        Instant expires = attributes.expires().get();
        String fix = az.updateKey("--expires 2099-12-31T00:00:00Z");
        return expires.isAfter(now)
                ? Finding.warn(KEY_ENABLED, "it ends at " + expires, fix)
                : Finding.fail(KEY_ENABLED, "it ended at " + expires, fix);
    }

    private static Finding exportable(KeyFacts.Attributes attributes) {
        return attributes.exportable()
                ? Finding.fail(
                        KEY_NOT_EXPORTABLE,
                        "exportable: the service may give it out, and that cannot be undone",
                        "keyhaul vault import … --name ANOTHER   # under another name")
                : Finding.pass(KEY_NOT_EXPORTABLE, "not exportable");
    }

    private static Finding releasePolicy(KeyFacts key) {
        return key.hasReleasePolicy()
                ? Finding.fail(
                        KEY_RELEASE_POLICY,
                        "the service releases it to anyone who attests as its policy requires",
                        "keyhaul vault import … --name ANOTHER   # under another name")
                : Finding.pass(KEY_RELEASE_POLICY, "none");
    }

    private Finding rotationPolicy() {
        if (facts.az().rotation().isEmpty()) {
            return Finding.unknown(
                    KEY_ROTATION_POLICY,
                    "the rotation policy's JSON was not given",
                    az.showRotation());
        }
        return facts.az().rotation().get().rotates()
                ? Finding.fail(
                        KEY_ROTATION_POLICY,
                        "the service makes new versions automatically, and their keys are not yours",
                        az.updateRotation("--value '{\"lifetimeActions\":[]}'"))
                : Finding.pass(KEY_ROTATION_POLICY, "it does not rotate");
    }

    private Finding hsmPlatform() {
        String said =
                facts.az().key().flatMap(key -> key.attributes().hsmPlatform()).orElse("nothing");
        return switch (said) {
            case "2" -> Finding.pass(KEY_HSM_PLATFORM, "2: FIPS 140-3 level 3, according to Azure");
            case "1" ->
                    Finding.warn(
                            KEY_HSM_PLATFORM,
                            "1: FIPS 140-2 level 2, which Azure retires; a key cannot change its"
                                    + " platform, so it must be imported again from its master"
                                    + " copy",
                            "keyhaul vault import --key backup:STORE/ID … --name ANOTHER");
            case "0" ->
                    Finding.warn(
                            KEY_HSM_PLATFORM,
                            "0: software, according to Azure",
                            "keyhaul vault import --protection hsm …");
            default ->
                    Finding.unknown(KEY_HSM_PLATFORM, "the key's JSON says " + said, az.showKey());
        };
    }
}
