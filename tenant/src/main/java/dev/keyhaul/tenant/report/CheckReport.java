package dev.keyhaul.tenant.report;

import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.tenant.LicensingRegion;
import dev.keyhaul.tenant.check.TenantFinding;
import dev.keyhaul.tenant.check.TenantReport;

/** What was found of a tenant's prerequisites, as JSON. */
public final class CheckReport {
    private CheckReport() {}

    /** Returns the report: how many findings there are of each verdict, each one, and the fixes. */
    public static JsonObject of(TenantReport found) {
        JsonObject.Builder json = JsonObject.builder();
        for (Verdict verdict : Verdict.values()) {
            json.put(verdict.label(), found.count(verdict));
        }
        return json.put("findings", found.findings().stream().map(CheckReport::line).toList())
                .put(
                        "fixes",
                        found.findings().stream()
                                .filter(finding -> finding.fix().isPresent())
                                .map(CheckReport::fix)
                                .toList())
                .build();
    }

    /** Returns where the vault is best, if nothing but the licensing is known. */
    public static JsonObject of(LicensingRegion region) {
        return JsonObject.builder()
                .put("licensing_host", region.host())
                .put("recommended_locations", region.locations())
                .put("az_locations", region.azLocations())
                .build();
    }

    private static JsonObject line(TenantFinding finding) {
        return JsonObject.builder()
                .put("verdict", finding.verdict().label())
                .put("prerequisite", finding.prerequisite().id())
                .put("reason", finding.reason())
                .build();
    }

    private static JsonObject fix(TenantFinding finding) {
        return JsonObject.builder()
                .put("prerequisite", finding.prerequisite().id())
                .put("command", finding.fix().orElse(""))
                .build();
    }
}
