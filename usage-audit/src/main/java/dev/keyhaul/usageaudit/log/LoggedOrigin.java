package dev.keyhaul.usageaudit.log;

/**
 * What a record's {@link VaultOrigin} is made of, before its texts are brought to one form.
 *
 * @param unread what the record does not say; empty if it says all that an audit reads
 */
record LoggedOrigin(
        String operation,
        String appId,
        String objectId,
        String upn,
        String callerIp,
        KeyUri uri,
        int status,
        String unread) {}
