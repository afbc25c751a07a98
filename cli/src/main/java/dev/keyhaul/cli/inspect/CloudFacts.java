package dev.keyhaul.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import java.util.Base64;

/** What AWS and Google Cloud answer for an import. */
final class CloudFacts {
    /** Google's member for the key; no source's scheme. */
    private static final String KEY_TEXT = "pem";

    private CloudFacts() {}

    static JsonObject aws(byte[] content) throws KeyTransferException {
        JsonObject file = JsonObject.parse(content);
        JsonObject.Builder facts =
                JsonObject.builder().putAll(PublicFacts.key(base64(file.string("PublicKey"))));
        Paths.copy(file, "KeyId", facts, "goes_to");
        Paths.copy(file, "ParametersValidTo", facts, "expires");
        return facts.put("authenticated", false).build();
    }

    private static byte[] base64(String text) throws MalformedInputException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(Reason.CLOUD_FILE, "member PublicKey is not base64");
        }
    }

    static JsonObject gcp(byte[] content) throws KeyTransferException {
        JsonObject file = JsonObject.parse(content);
        JsonObject.Builder facts = JsonObject.builder();
        if (file.has("publicKey")) {
            facts.putAll(
                    PublicFacts.key(file.object("publicKey").string(KEY_TEXT).getBytes(UTF_8)));
        }
        Paths.copy(file, "name", facts, "goes_to");
        Paths.copy(file, "importMethod", facts, "method");
        Paths.copy(file, "state", facts, "state");
        Paths.copy(file, "expireTime", facts, "expires");
        return facts.put("authenticated", false).build();
    }
}
