package dev.keyhaul.usageaudit.log;

/**
 * What many rows of a vault's log have in common. What a row does not say is an empty text, or 0.
 *
 * @param number made of the rest, so that everybody who reads the same gives it the same number
 * @param operation such as {@code KeySign}
 * @param appId the caller's application, lower case
 * @param objectId the caller's directory object, lower case
 * @param upn the caller's user name, lower case
 * @param callerIp where the request came from
 * @param vault the host's first label, lower case
 * @param keyName the key's name, lower case
 * @param keyVersion the key's version
 * @param status the HTTP status; told by {@code resultType} where a row has none
 */
public record VaultOrigin(
        long number,
        String operation,
        String appId,
        String objectId,
        String upn,
        String callerIp,
        String vault,
        String keyName,
        String keyVersion,
        int status) {
    static VaultOrigin of(
            String operation,
            String appId,
            String objectId,
            String upn,
            String callerIp,
            KeyUri uri,
            int status) {
        long number =
                Id128.hash(
                                operation,
                                appId,
                                objectId,
                                upn,
                                callerIp,
                                uri.vault(),
                                uri.keyName(),
                                uri.keyVersion(),
                                Integer.toString(status))
                        .high();
        return new VaultOrigin(
                number,
                operation,
                appId,
                objectId,
                upn,
                callerIp,
                uri.vault(),
                uri.keyName(),
                uri.keyVersion(),
                status);
    }

    /** Returns the same from another address. */
    VaultOrigin from(String otherIp) {
        KeyUri uri = new KeyUri(vault, keyName, keyVersion);
        return of(operation, appId, objectId, upn, otherIp, uri, status);
    }

    /** The texts of a reader are the same objects while it remembers them. */
    boolean is(
            String otherOperation,
            String otherAppId,
            String otherObjectId,
            String otherUpn,
            String otherIp,
            KeyUri otherUri,
            int otherStatus) {
        return status == otherStatus
                && operation.equals(otherOperation)
                && callerIp.equals(otherIp)
                && appId.equals(otherAppId)
                && objectId.equals(otherObjectId)
                && upn.equals(otherUpn)
                && keyVersion.equals(otherUri.keyVersion())
                && keyName.equals(otherUri.keyName())
                && vault.equals(otherUri.vault());
    }
}
