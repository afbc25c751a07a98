package dev.keyhaul.cli.token;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.TokenInfo;

/** A token as reports show it. */
final class TokenReport {
    private TokenReport() {}

    static JsonObject brief(TokenInfo token) {
        return JsonObject.builder()
                .put("slot", token.slotId())
                .put("label", token.isInitialized() ? token.label() : "(not initialised)")
                .put("serial", token.serial())
                .put("model", token.token().model())
                .put("pin", token.isInitialized() ? token.pinState().label() : "-")
                .build();
    }
}
