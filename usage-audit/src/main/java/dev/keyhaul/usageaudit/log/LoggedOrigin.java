package dev.keyhaul.usageaudit.log;

/** What a record's {@link VaultOrigin} is made of, before its texts are brought to one form. */
record LoggedOrigin(
        String operation,
        String appId,
        String objectId,
        String upn,
        String callerIp,
        KeyUri uri,
        int status) {}
