package dev.keyhaul.usageaudit.log;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Who called, by a record's member {@code identity}: an object or a text that holds one, with
 * claims under short names or URIs. A missing claim is an empty text.
 */
final class CallerClaims {
    String appId = "";
    String objectId = "";
    String upn = "";

    /** Whether the record has the member, with claims or none. */
    boolean areThere;

    /** Reads the member's value. */
    void read(JsonParser json) throws IOException {
        if (json.hasToken(JsonToken.VALUE_STRING)) {
            readText(json.getText());
        } else {
            readIdentity(json);
        }
    }

    /** Reads a text that holds the object; any other has no claims. */
    void readText(String text) {
        try (JsonParser json = VaultRecord.JSON.createParser(text)) {
            if (json.nextToken() != null) {
                readIdentity(json);
            }
        } catch (IOException e) {
            // Then the row's caller is unknown.
        }
    }

    private void readIdentity(JsonParser json) throws IOException {
        if (!json.isExpectedStartObjectToken()) {
            json.skipChildren();
            return;
        }
        areThere = true;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            boolean claims = name.equals("claim") || name.equals("claims");
            if (claims && value == JsonToken.START_OBJECT) {
                readClaims(json);
            } else {
                json.skipChildren();
            }
        }
    }

    /**
     * A claim's name is its short name or the end of a URI. A Managed HSM's URI is a path of
     * objects instead.
     */
    private void readClaims(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                readClaims(json);
                continue;
            }
            switch (name.substring(name.lastIndexOf('/') + 1)) {
                case "appid" -> appId = VaultRecord.text(json);
                case "oid", "objectidentifier" -> objectId = VaultRecord.text(json);
                case "upn" -> upn = VaultRecord.text(json);
                default -> json.skipChildren();
            }
        }
    }
}
