package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyOrigin;
import java.util.List;

/**
 * A token that a command worked with, as it described itself, and its PKCS#11 module.
 *
 * @param label its label
 * @param serial its serial number
 * @param maker manufacturer, model and firmware
 * @param hardwareSlot whether its slot claims to be hardware (CKF_HW_SLOT)
 * @param guard what guards its keys, as far as it claims and is known
 * @param module the module's absolute path
 * @param moduleSha256 SHA-256 of the module's file, read before it was loaded
 * @since 0.1.0
 */
public record TokenFact(
        String label,
        String serial,
        String maker,
        boolean hardwareSlot,
        KeyOrigin.Protection guard,
        String module,
        String moduleSha256) {
    public TokenFact {
        Arguments.notNull("label", label, "serial", serial, "maker", maker);
        Arguments.notNull("guard", guard, "module", module, "moduleSha256", moduleSha256);
    }

    /** Returns what an approval covers of it: the token, and the code that sees its PIN. */
    List<String> equipment() {
        return List.of(
                "token '" + label + "', serial " + serial,
                "module " + module + ", SHA-256 " + moduleSha256);
    }
}
