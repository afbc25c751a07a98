package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.token.Pkcs11Module;

/** Which PKCS#11 module a command used: whoever can replace it reads along. */
public final class ModuleReport {
    private ModuleReport() {}

    /** Returns a report with the module's absolute path and its SHA-256 at its end. */
    public static JsonObject in(JsonObject report, Pkcs11Module module) {
        return JsonObject.builder().putAll(report).putAll(of(module)).build();
    }

    /** Returns them alone. */
    public static JsonObject of(Pkcs11Module module) {
        return JsonObject.builder()
                .put("module", module.path().toString())
                .put("module_sha256", module.sha256())
                .build();
    }
}
