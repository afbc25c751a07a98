package dev.keyhaul.usageaudit.page;

import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who an identity is, where that is known: for a reader, beside its number and never instead. */
record CallerNames(Map<String, String> byIdentity) {
    /** What people manage keys with: the same applications in every tenant, as Microsoft lists. */
    private static final Map<String, String> TOOLS =
            Map.of(
                    "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Azure CLI",
                    "1950a258-227b-4e31-a9cf-717495945fc2", "Azure PowerShell",
                    "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure portal");

    static CallerNames in(AuditReport report) {
        Map<String, String> names = new HashMap<>();
        report.result().callers().forEach(caller -> names.put(caller.identity(), of(caller)));
        return new CallerNames(names);
    }

    /**
     * Returns a name, or an empty text. A user's name comes from the log: it is called a user, so
     * that it cannot pass for Rights Management.
     */
    static String of(Caller caller) {
        if (caller.isRightsManagement()) {
            return "Rights Management";
        }
        List<String> names = new ArrayList<>();
        String tool = TOOLS.get(caller.appId());
        if (tool != null) {
            names.add(tool);
        }
        if (!caller.upn().isEmpty() && !caller.upn().equals(caller.identity())) {
            names.add("user " + caller.upn());
        }
        return String.join(", ", names);
    }

    /** Returns what was found, with the name of the identity that it is about. */
    String sentence(AuditFinding finding) {
        String name = byIdentity.getOrDefault(finding.identity(), "");
        return name.isEmpty()
                ? finding.sentence()
                : finding.sentence(name + " (" + finding.identity() + ")");
    }
}
