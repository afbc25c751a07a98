package dev.keyhaul.tenant.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Judges every prerequisite of a tenant key by the given facts; connects to nothing. Stateless: any
 * thread may use it.
 *
 * @since 0.1.0
 */
public final class TenantCheck {
    private TenantCheck() {}

    /** Returns one finding for each {@link Prerequisite}, in its order. */
    public static TenantReport judge(TenantFacts facts) {
        AzCommands az = AzCommands.of(facts);
        List<TenantFinding> findings = new ArrayList<>();
        findings.addAll(VaultRules.judge(facts, az));
        findings.addAll(PlaceRules.judge(facts, az));
        findings.addAll(SubscriptionRules.judge(facts, az));
        findings.addAll(KeyRules.judge(facts, az));
        findings.addAll(KeyPolicyRules.judge(facts, az));
        findings.addAll(AuthorisationRules.judge(facts, az));
        findings.addAll(HsmRules.judge(facts));
        findings.addAll(ExitRules.judge(facts));
        findings.sort(Comparator.comparing(TenantFinding::prerequisite));
        return new TenantReport(findings);
    }
}
