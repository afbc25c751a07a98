package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.json.JsonObject;
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
                    inUse ? token.pinState().label() : null,
                    inUse);
        }
    }

    /** Returns the whole description that a token gives. */
    public static JsonObject whole(TokenInfo info, List<TokenMechanism> mechanisms) {
        return JsonObject.builder()
                .put("label", info.label())
                .put("serial", info.serial())
                .put("slot", info.slotId())
                .put("manufacturer", info.token().manufacturer())
                .put("model", info.token().model())
                .put("firmware", info.token().firmwareVersion().toString())
                .put("hardware_version", info.token().hardwareVersion().toString())
                .put("claims_hardware", claimsHardware(info, mechanisms))
                .put("login_required", info.needsLogin())
                .put("pin_pad", info.hasProtectedAuthenticationPath())
                .put("pin", info.pinState().label())
                .put("mechanisms", mechanisms.stream().map(TokenMechanism::name).toList())
                .build();
    }

    private static boolean claimsHardware(TokenInfo info, List<TokenMechanism> mechanisms) {
        return info.claimsHardwareSlot()
                || mechanisms.stream().anyMatch(TokenMechanism::claimsHardware);
    }
}
