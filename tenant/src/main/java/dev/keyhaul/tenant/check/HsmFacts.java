package dev.keyhaul.tenant.check;

import dev.keyhaul.core.argument.Arguments;

/**
 * The description that the HSM of the key gives (PKCS#11 v3.0 §3.2, CK_TOKEN_INFO).
 *
 * @param manufacturer its manufacturer
 * @param model its model
 * @param firmware its firmware's version, such as {@code 12.60}
 * @since 0.1.0
 */
public record HsmFacts(String manufacturer, String model, String firmware) {
    public HsmFacts {
        Arguments.notNull("manufacturer", manufacturer, "model", model, "firmware", firmware);
    }
}
