package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenMechanism;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token as reports show it. */
public final class TokenReport {
    private TokenReport() {}

    /**
     * A slot and its token in few words.
     *
     * @param slot the slot's number
     * @param label the label; null for a slot without a token
     * @param serial the serial number
     * @param model the model
     * @param pin the state of the user's PIN; null for a slot without a token
     * @param initialised whether the slot holds an initialised token
     */
    public record Brief(
            long slot,
            @Nullable String label,
            String serial,
            String model,
            @Nullable String pin,
            boolean initialised)
            implements InlinePart {
        /** Returns that of a token. */
        public static Brief of(TokenInfo token) {
            boolean inUse = token.isInitialized();
            return new Brief(
                    token.slotId(),
                    inUse ? token.label() : null,
                    token.serial(),
                    token.token().model(),
                    inUse ? pinOf(token) : null,
                    inUse);
        }
    }

    /**
     * A token as it describes itself.
     *
     * @param label its label
     * @param serial the serial number
     * @param slot the slot's number
     * @param manufacturer the manufacturer
     * @param model the model
     * @param firmware the firmware version
     * @param hardwareVersion the hardware version
     * @param claimsHardware whether slot or mechanisms claim to be hardware
     * @param loginRequired whether a login is needed
     * @param pinPad whether the PIN is typed at the token
     * @param pin the state of the user's PIN
     * @param mechanisms the mechanisms that the token lists
     */
    public record Whole(
            String label,
            String serial,
            long slot,
            String manufacturer,
            String model,
            String firmware,
            String hardwareVersion,
            boolean claimsHardware,
            boolean loginRequired,
            boolean pinPad,
            String pin,
            List<String> mechanisms)
            implements InlinePart {
        /** Returns that of a token. */
        public static Whole of(TokenInfo info, List<TokenMechanism> mechanisms) {
            return new Whole(
                    info.label(),
                    info.serial(),
                    info.slotId(),
                    info.token().manufacturer(),
                    info.token().model(),
                    info.token().firmwareVersion().toString(),
                    info.token().hardwareVersion().toString(),
                    TokenReport.claimsHardware(info, mechanisms),
                    info.needsLogin(),
                    info.hasProtectedAuthenticationPath(),
                    pinOf(info),
                    mechanisms.stream().map(TokenMechanism::name).toList());
        }
    }

    /** A user that cannot log in has no PIN that is missing. */
    private static String pinOf(TokenInfo info) {
        return info.needsLogin() ? info.pinState().label() : "not needed";
    }

    private static boolean claimsHardware(TokenInfo info, List<TokenMechanism> mechanisms) {
        return info.claimsHardwareSlot()
                || mechanisms.stream().anyMatch(TokenMechanism::claimsHardware);
    }
}
