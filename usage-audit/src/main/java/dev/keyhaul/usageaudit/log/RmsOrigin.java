package dev.keyhaul.usageaudit.log;

/**
 * What many rows of the usage log have in common. What a row does not say is an empty text.
 *
 * @param number made of the rest
 * @param requestType such as {@code KeyVaultSignDigest}
 * @param userId who asked, without the quotes
 * @param result such as {@code Success}, without the quotes
 * @param clientIp where the request came from
 */
public record RmsOrigin(
        long number, String requestType, String userId, String result, String clientIp) {
    static RmsOrigin of(String requestType, String userId, String result, String clientIp) {
        return new RmsOrigin(
                Id128.hash(requestType, userId, result, clientIp).high(),
                requestType,
                userId,
                result,
                clientIp);
    }

    boolean is(String otherType, String otherUser, String otherResult, String otherIp) {
        return requestType.equals(otherType)
                && userId.equals(otherUser)
                && clientIp.equals(otherIp)
                && result.equals(otherResult);
    }
}
