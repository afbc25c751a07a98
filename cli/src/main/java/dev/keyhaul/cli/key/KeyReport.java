package dev.keyhaul.cli.key;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyInfo;
import dev.keyhaul.pkcs11.Token;
import java.util.List;
import java.util.Map;

/** A token's key as reports show it. */
final class KeyReport {
    private KeyReport() {}

    static JsonObject brief(KeyInfo key, Token home) throws KeyTransferException {
        return JsonObject.builder()
                .put("label", key.label())
                .put("id", key.idHex())
                .put("class", key.kind().uriName())
                .put("type", key.type())
                .put("bits", key.lengthBits())
                .put("attributes", attributes(key))
                .put("fingerprint", home.fingerprint(key).map(Fingerprint::toString))
                .build();
    }

    private static List<String> attributes(KeyInfo key) {
        return key.attributes().entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .map(KeyAttribute::name)
                .toList();
    }
}
