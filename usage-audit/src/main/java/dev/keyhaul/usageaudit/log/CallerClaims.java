package dev.keyhaul.usageaudit.log;

import dev.keyhaul.usageaudit.log.JsonBytes.MoreNeededException;
import dev.keyhaul.usageaudit.log.JsonBytes.NotJsonException;
import java.util.Arrays;

/**
 * Who called, by a record's member {@code identity}: an object or a text that holds one, with
 * claims under short names or URIs. What is not said is an empty text. Used again for each record.
 */
final class CallerClaims {
    private static final byte[] CLAIM = VaultRecord.name("claim");
    private static final byte[] CLAIMS = VaultRecord.name("claims");
    private static final byte[] APPID = VaultRecord.name("appid");
    private static final byte[] OID = VaultRecord.name("oid");
    private static final byte[] OBJECT_IDENTIFIER = VaultRecord.name("objectidentifier");
    private static final byte[] UPN = VaultRecord.name("upn");

    private final TextCache lower;
    String appId = "";
    String objectId = "";
    String upn = "";

    CallerClaims(TextCache lower) {
        this.lower = lower;
    }

    void clear() {
        appId = "";
        objectId = "";
        upn = "";
    }

    /** Reads the member's value. */
    void read(JsonBytes json) throws NotJsonException, MoreNeededException {
        int first = json.next();
        if (first == '{') {
            identityObject(json);
        } else if (first == '"') {
            json.readText();
            identityText(json);
        } else {
            json.skipValue();
        }
    }

    /** JSON within a text: what is none tells no identity. */
    private void identityText(JsonBytes json) {
        JsonBytes inner = new JsonBytes();
        inner.bytes = Arrays.copyOfRange(json.text, json.textFrom, json.textFrom + json.textLength);
        inner.end = inner.bytes.length;
        try {
            if (inner.next() == '{') {
                identityObject(inner);
            }
        } catch (NotJsonException | MoreNeededException e) {
            // Then the row is one of somebody unknown.
        }
    }

    private void identityObject(JsonBytes json) throws NotJsonException, MoreNeededException {
        json.at++;
        if (json.isEmpty('}')) {
            return;
        }
        do {
            json.name();
            if ((json.textIs(CLAIM) || json.textIs(CLAIMS)) && json.next() == '{') {
                claims(json);
            } else {
                json.skipValue();
            }
        } while (json.goesOn('}'));
    }

    private void claims(JsonBytes json) throws NotJsonException, MoreNeededException {
        json.at++;
        if (json.isEmpty('}')) {
            return;
        }
        do {
            json.name();
            json.textFromLast('/');
            if (json.textIs(APPID)) {
                appId = VaultRecord.text(lower, json);
            } else if (json.textIs(OID) || json.textIs(OBJECT_IDENTIFIER)) {
                objectId = VaultRecord.text(lower, json);
            } else if (json.textIs(UPN)) {
                upn = VaultRecord.text(lower, json);
            } else {
                json.skipValue();
            }
        } while (json.goesOn('}'));
    }
}
