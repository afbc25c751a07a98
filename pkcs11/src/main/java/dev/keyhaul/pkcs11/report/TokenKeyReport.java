package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Token;
import java.util.List;
import java.util.Map;

/** A key of a token as reports show it. */
public final class TokenKeyReport {
    private TokenKeyReport() {}

    /** Returns a token's key in few words. */
    public static JsonObject brief(KeyInfo key, Token home) throws KeyTransferException {
        JsonObject.Builder brief =
                JsonObject.builder()
                        .put("label", key.label())
                        .put("id", key.idHex())
                        .put("class", key.kind().uriName())
                        .put("type", key.type());
        if (key.lengthBits() == 0) {
            // SoftHSM tells no length of a secret key that it unwrapped.
            brief.put("bits", "unknown");
        } else {
            brief.put("bits", key.lengthBits());
        }
        return brief.put("attributes", attributes(key))
                .put("fingerprint", home.fingerprint(key).map(Fingerprint::toString))
                .build();
    }

    /**
     * Returns a key that a token just got.
     *
     * @param unwrappedBy what opened it there
     */
    public static JsonObject imported(KeyInfo key, Token home, String unwrappedBy)
            throws KeyTransferException {
        return JsonObject.builder()
                .putAll(brief(key, home))
                .put("token", home.info().label())
                .put("unwrapped_by", unwrappedBy)
                .put("proof", importProof(key))
                .build();
    }

    /** Returns what a token did before a key that it got counts as imported. */
    public static String importProof(KeyInfo key) {
        if (key.isAes()) {
            return "length read back, and the token encrypts the text of the fingerprint to the same"
                    + " bytes";
        }
        return (key.isEc() ? "curve" : "modulus")
                + " read back, and a signature made in the token verified";
    }

    /** Returns the attributes that the token says are true. */
    public static List<String> attributes(KeyInfo key) {
        return key.attributes().entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .map(KeyAttribute::name)
                .toList();
    }
}
