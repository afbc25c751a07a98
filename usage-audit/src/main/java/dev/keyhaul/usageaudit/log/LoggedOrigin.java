package dev.keyhaul.usageaudit.log;

import java.util.Locale;

/** What a record's {@link VaultOrigin} is made of, before its texts are brought to one form. */
record LoggedOrigin(
        String operation,
        String appId,
        String objectId,
        String upn,
        String callerIp,
        KeyUri uri,
        int status) {
    VaultOrigin origin() {
        return VaultOrigin.of(
                operation, lower(appId), lower(objectId), lower(upn), callerIp, uri, status);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
