package dev.keyhaul.tenant;

import dev.keyhaul.core.argument.Arguments;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Microsoft asks of the HSM that takes over a software key of AD RMS: "Thales firmware 11.62".
 * That was written when nShield was Thales'; today nShield is Entrust's, and Thales' HSM is Luna.
 * So nShield alone is judged. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class NShieldFirmware {
    private static final int MAJOR = 11;
    private static final int MINOR = 62;
    private static final Pattern NSHIELD = Pattern.compile("nshield|ncipher|entrust");
    private static final Pattern LUNA = Pattern.compile("luna|safenet|gemalto");
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\..*)?");

    private NShieldFirmware() {}

    /**
     * Judges a token that an AD RMS key goes into.
     *
     * @param manufacturer as the token reports it
     * @param model as the token reports it
     * @param firmware as the token reports it, major and minor separated by a dot
     * @return a sentence for the operator; none when the token is neither nShield nor Thales'
     */
    public static Optional<String> note(String manufacturer, String model, String firmware) {
        Arguments.notNull("manufacturer", manufacturer, "model", model, "firmware", firmware);
        String name = (manufacturer + " " + model).toLowerCase(Locale.ROOT);
        if (NSHIELD.matcher(name).find()) {
            return Optional.of(judged(firmware));
        }
        return name.contains("thales") && !LUNA.matcher(name).find()
                ? Optional.of(
                        "firmware unknown: Microsoft's \"Thales firmware 11.62\" is about nShield, and"
                                + " today's Thales HSM is Luna; ask which family this is")
                : Optional.empty();
    }

    private static String judged(String firmware) {
        Matcher version = VERSION.matcher(firmware.strip());
        if (!version.matches()) {
            return "nShield firmware unknown ('"
                    + firmware.strip()
                    + "'): Microsoft asks for 11.62 or later; ask the HSM's administrator";
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        boolean enough = major > MAJOR || (major == MAJOR && minor >= MINOR);
        return "nShield firmware "
                + firmware.strip()
                + (enough
                        ? ": Microsoft asks for 11.62 or later when an AD RMS key becomes a hardware key"
                        : " is too old: Microsoft asks for 11.62 or later when an AD RMS key becomes a"
                                + " hardware key; update it first");
    }
}
