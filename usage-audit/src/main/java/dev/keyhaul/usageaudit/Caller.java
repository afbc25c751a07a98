package dev.keyhaul.usageaudit;

import dev.keyhaul.core.argument.Arguments;

/**
 * An identity and what it did to the audited key.
 *
 * @param identity its application, else its object, else its name
 * @param appId its application
 * @param objectId its directory object; empty if its rows have several or none
 * @param upn its user name; empty if its rows have several or none
 * @param isRightsManagement whether it is Rights Management
 * @param uses successful uses of the key
 * @param readings successful readings of public things
 * @param managements successful management
 * @param others other successful operations, such as those that this audit does not recognise
 * @param failures what failed or was refused
 * @param fromMs its first row, milliseconds since 1970
 * @param toMs its last
 * @since 0.1.0
 */
public record Caller(
        String identity,
        String appId,
        String objectId,
        String upn,
        boolean isRightsManagement,
        long uses,
        long readings,
        long managements,
        long others,
        long failures,
        long fromMs,
        long toMs) {
    public Caller {
        Arguments.notNull("identity", identity, "appId", appId, "objectId", objectId);
        Arguments.notNull("upn", upn);
    }
}
