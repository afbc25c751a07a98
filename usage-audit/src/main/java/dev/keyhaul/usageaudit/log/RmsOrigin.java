package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;

/**
 * What many rows of the usage log have in common. What a row does not say is an empty text.
 *
 * @param number made of the rest
 * @param requestType such as {@code KeyVaultSignDigest}
 * @param userId who asked, without the quotes
 * @param result such as {@code Success}, without the quotes
 * @param clientIp where the request came from
 * @since 0.1.0
 */
public record RmsOrigin(
        long number, String requestType, String userId, String result, String clientIp)
        implements LogOrigin {
    public RmsOrigin {
        Arguments.notNull("requestType", requestType, "userId", userId, "result", result);
        Arguments.notNull("clientIp", clientIp);
    }

    /** Makes one of a request's type, user, result and address. */
    static RmsOrigin of(List<String> logged) {
        return new RmsOrigin(
                LogId.number(logged.toArray(String[]::new)),
                logged.get(0),
                logged.get(1),
                logged.get(2),
                logged.get(3));
    }

    @Override
    public List<Object> values() {
        return List.of(number, requestType, userId, result, clientIp);
    }
}
