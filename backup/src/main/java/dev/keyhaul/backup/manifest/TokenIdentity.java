package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.key.KeyOrigin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A token, as it names itself in CK_TOKEN_INFO (PKCS#11 v3.0 §3.2).
 *
 * @param label for people; need not be unique, and changes when a token is initialised again
 * @param manufacturer who made it
 * @param model which model it is
 * @param serial its serial number, unique for a manufacturer and model
 */
public record TokenIdentity(String label, String manufacturer, String model, String serial) {

    /** Returns the token that a key lives in, where its origin names one completely. */
    public static Optional<TokenIdentity> of(KeyOrigin origin) {
        Map<String, String> details = origin.details();
        String manufacturer = details.get(KeyOrigin.MANUFACTURER);
        String model = details.get(KeyOrigin.MODEL);
        String serial = details.get(KeyOrigin.SERIAL);
        if (manufacturer == null || model == null || serial == null || serial.isBlank()) {
            return Optional.empty();
        }
        String label = details.getOrDefault(KeyOrigin.TOKEN_LABEL, "");
        return Optional.of(new TokenIdentity(label, manufacturer, model, serial));
    }

    /** Tells whether both are the same device, whatever they are labelled. */
    public boolean isSameDeviceAs(TokenIdentity other) {
        return device().equals(other.device());
    }

    /** Returns what is the same for the same device. */
    List<String> device() {
        return List.of(manufacturer, model, serial);
    }
}
