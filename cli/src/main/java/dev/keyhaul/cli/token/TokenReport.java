package dev.keyhaul.cli.token;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.TokenInfo;
import java.util.Optional;

/** A token as reports show it. */
final class TokenReport {
    private TokenReport() {}

    static JsonObject brief(TokenInfo token) {
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
}
