package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.HSM_FIRMWARE;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HSM that the key comes from.
 *
 * <p>Microsoft asks for "Thales firmware 11.62" when an AD RMS software key becomes a hardware key.
 * That was written when nShield was Thales'; today's Thales makes Luna, whose versions are others.
 * So nShield alone is judged.
 */
final class HsmRules {
    private static final int NEEDED_MAJOR = 11;
    private static final int NEEDED_MINOR = 62;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,5})\\.(\\d{1,5}).*");

    private HsmRules() {}

    static List<TenantFinding> judge(TenantFacts facts) {
        return List.of(
                facts.hsm()
                        .map(HsmRules::firmware)
                        .orElseGet(
                                () ->
                                        TenantFinding.unknown(
                                                HSM_FIRMWARE,
                                                "no token was given",
                                                "keyhaul token list")));
    }

    private static TenantFinding firmware(HsmFacts hsm) {
        String what = hsm.manufacturer() + " " + hsm.model();
        String lower = what.toLowerCase(Locale.ROOT);
        if (!lower.contains("nshield") && !lower.contains("ncipher")) {
            return TenantFinding.unknown(
                    HSM_FIRMWARE,
                    what.strip()
                            + " is not an nShield: the rule \"Thales firmware 11.62\" does not apply to it",
                    "ask its vendor for Azure Key Vault BYOK");
        }
        Matcher version = VERSION.matcher(hsm.firmware());
        if (!version.matches()) {
            return TenantFinding.unknown(
                    HSM_FIRMWARE,
                    "no version: '" + hsm.firmware() + "'",
                    "enquiry   # nShield's tool");
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        boolean enough = major > NEEDED_MAJOR || (major == NEEDED_MAJOR && minor >= NEEDED_MINOR);
        String reason = "nShield firmware " + hsm.firmware() + "; 11.62 or later is needed";
        return enough
                ? TenantFinding.pass(HSM_FIRMWARE, reason)
                : TenantFinding.fail(
                        HSM_FIRMWARE, reason, "loadrom   # nShield's tool, according to Entrust");
    }
}
