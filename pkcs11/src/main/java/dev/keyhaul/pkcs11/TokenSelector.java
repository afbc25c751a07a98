package dev.keyhaul.pkcs11;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which token is meant; what is null does not matter.
 *
 * @param label the token's label
 * @param serial its serial number
 * @param manufacturer its maker
 * @param model its model
 * @param slotId its slot
 * @since 0.1.0
 */
public record TokenSelector(
        @Nullable String label,
        @Nullable String serial,
        @Nullable String manufacturer,
        @Nullable String model,
        @Nullable Long slotId) {

    /** Selects by label. */
    public static TokenSelector label(String label) {
        return new TokenSelector(label, null, null, null, null);
    }

    /** Selects by serial number. */
    public static TokenSelector serial(String serial) {
        return new TokenSelector(null, serial, null, null, null);
    }

    /** Selects the only token of the module. */
    public static TokenSelector any() {
        return new TokenSelector(null, null, null, null, null);
    }

    boolean matches(TokenInfo token) {
        return (slotId == null || slotId == token.slotId())
                && matches(label, token, TokenInfo::label)
                && matches(serial, token, TokenInfo::serial)
                && matches(manufacturer, token, info -> info.token().manufacturer())
                && matches(model, token, info -> info.token().model());
    }

    private static boolean matches(
            @Nullable String wanted, TokenInfo token, Function<TokenInfo, String> actual) {
        return wanted == null || wanted.equals(actual.apply(token));
    }

    /** Returns the conditions for messages. */
    @Override
    public String toString() {
        List<String> conditions = new ArrayList<>();
        add(conditions, "label", label);
        add(conditions, "serial", serial);
        add(conditions, "manufacturer", manufacturer);
        add(conditions, "model", model);
        if (slotId != null) {
            conditions.add("slot " + slotId);
        }
        return conditions.isEmpty() ? "any token" : "token with " + String.join(", ", conditions);
    }

    private static void add(List<String> conditions, String name, @Nullable String value) {
        if (value != null) {
            conditions.add(name + " '" + value + "'");
        }
    }
}
