package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenMechanism;
import java.util.List;
import java.util.Optional;

/** A token as reports show it. */
public final class TokenReport {
    private TokenReport() {}

    /** Returns a token in few words. */
    public static JsonObject brief(TokenInfo token) {
        return JsonObject.builder()
                .put("slot", token.slotId())
                .put("label", inUse(token, token.label()))
                .put("serial", token.serial())
                .put("model", token.token().model())
                .put("pin", inUse(token, token.pinState().label()))
                .put("initialised", token.isInitialized())
                .build();
    }

    private static Optional<String> inUse(TokenInfo token, String text) {
        return token.isInitialized() ? Optional.of(text) : Optional.empty();
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
