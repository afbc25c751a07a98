package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.nio.file.Path;

/** Which PKCS#11 module a command used: whoever can replace it reads along. */
public final class ModuleReport {
    private ModuleReport() {}

    /**
     * The module, in a report of which it is a part.
     *
     * @param module the absolute path of the PKCS#11 module
     * @param moduleSha256 SHA-256 of the module, 64 hex digits
     */
    public record Used(Path module, String moduleSha256) implements InlinePart {
        /** Returns that of a module. */
        public static Used of(Pkcs11Module module) {
            return new Used(module.path(), module.sha256());
        }
    }

    /** Returns them alone. */
    public static JsonObject of(Pkcs11Module module) {
        return JsonObject.builder()
                .put("module", module.path().toString())
                .put("module_sha256", module.sha256())
                .build();
    }
}
