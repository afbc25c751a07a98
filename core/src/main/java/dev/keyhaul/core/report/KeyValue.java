package dev.keyhaul.core.report;

import dev.keyhaul.core.json.JsonValue;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.security.PublicKey;
import java.util.Base64;

/** Keys as the values of JSON files. */
public final class KeyValue {
    private KeyValue() {}

    /** Returns how files have public keys: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) in base64. */
    public static JsonValue<PublicKey> publicKey() {
        return JsonValue.text(
                PublicKey.class,
                PublicKeyEncoding::base64,
                text -> PublicKeyEncoding.parse(Base64.getDecoder().decode(text)));
    }
}
