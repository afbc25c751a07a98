package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;
import java.util.Locale;

/**
 * What many rows of a vault's log have in common. What a row does not say is an empty text, or 0.
 *
 * @param number made of the rest, so that everybody who reads the same gives it the same number
 * @param operation such as {@code KeySign}; of one that is recognised, the name of {@link
 *     LoggedOperation}
 * @param appId the caller's application, lower case
 * @param objectId the caller's directory object, lower case
 * @param upn the caller's user name, lower case
 * @param callerIp where the request came from
 * @param vault the vault's or Managed HSM's name, which is the host's first label, lower case
 * @param keyName the key's name, lower case
 * @param keyVersion the key's version
 * @param managedHsm 1 on a Managed HSM, 0 in a vault
 * @param status the HTTP status; derived from {@code resultType} if a row has no status
 * @param unread what its rows do not say, such as "the key's identifier", so that what they did is
 *     not known; empty if category, operation, key's identifier, result and caller were read
 * @since 0.1.0
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
        int managedHsm,
        int status,
        String unread)
        implements LogOrigin {
    public VaultOrigin {
        Arguments.notNull("operation", operation, "appId", appId, "objectId", objectId);
        Arguments.notNull("upn", upn, "callerIp", callerIp, "vault", vault);
        Arguments.notNull("keyName", keyName, "keyVersion", keyVersion, "unread", unread);
    }

    static VaultOrigin of(LoggedOrigin logged) {
        String operation =
                LoggedOperation.named(logged.operation())
                        .map(LoggedOperation::name)
                        .orElse(logged.operation());
        String appId = lower(logged.appId());
        String objectId = lower(logged.objectId());
        String upn = lower(logged.upn());
        KeyUri uri = logged.uri();
        int managedHsm = uri.isManagedHsm() ? 1 : 0;
        long number =
                LogId.number(
                        operation,
                        appId,
                        objectId,
                        upn,
                        logged.callerIp(),
                        uri.vault(),
                        uri.keyName(),
                        uri.keyVersion(),
                        Integer.toString(managedHsm),
                        Integer.toString(logged.status()));
        return new VaultOrigin(
                number,
                operation,
                appId,
                objectId,
                upn,
                logged.callerIp(),
                uri.vault(),
                uri.keyName(),
                uri.keyVersion(),
                managedHsm,
                logged.status(),
                logged.unread());
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Object> values() {
        return List.of(
                number,
                operation,
                appId,
                objectId,
                upn,
                callerIp,
                vault,
                keyName,
                keyVersion,
                managedHsm,
                status);
    }
}
