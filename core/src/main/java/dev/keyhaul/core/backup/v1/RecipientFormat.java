package dev.keyhaul.core.backup.v1;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.backup.manifest.Recipient;
import dev.keyhaul.core.backup.manifest.RecipientEntry;
import dev.keyhaul.core.backup.manifest.TokenIdentity;
import dev.keyhaul.core.backup.manifest.TokenRecipient;
import dev.keyhaul.core.backup.manifest.TokenRecipient.Kind;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import java.util.Map;

/** The members of one recipient; {@code kind} decides which others there are. */
final class RecipientFormat {
    private static final Words<Kind> KINDS =
            Words.of(
                    Kind.class,
                    Map.of(Kind.RECOVERY_PAIR, "token-rsa", Kind.WRAPPING_KEY, "token-aes"));

    private static final Words<WrapMethod> METHODS =
            Words.of(
                    WrapMethod.class,
                    Map.of(
                            WrapMethod.RSA_AES_SHA1, "rsa-oaep-sha1-aes-kwp",
                            WrapMethod.RSA_AES_SHA256, "rsa-oaep-sha256-aes-kwp",
                            WrapMethod.AES_KWP, "aes-kwp"));

    private static final Words<WrapProof> PROOFS =
            Words.of(
                    WrapProof.class,
                    Map.of(
                            WrapProof.THESE_BYTES_IN_TOKEN, "these-bytes-in-token",
                            WrapProof.STAND_IN, "stand-in",
                            WrapProof.MADE_IN_SOFTWARE, "made-in-software"));

    private RecipientFormat() {}

    static JsonObject write(RecipientEntry entry) {
        JsonObject.Builder json = JsonObject.builder();
        putRecipient(json, entry.recipient());
        return json.put("wrap_method", METHODS.write(entry.method()))
                .put("strategy", entry.strategy())
                .put("proof", PROOFS.write(entry.proof()))
                .put("notes", entry.notes())
                .put("file", entry.file())
                .build();
    }

    private static void putRecipient(JsonObject.Builder json, Recipient recipient) {
        if (recipient instanceof TokenRecipient held) {
            json.put("kind", KINDS.write(held.kind()))
                    .put("identity", held.identity())
                    .put("token", token(held.token()))
                    .put("key_label", held.keyLabel())
                    .put("key_id", held.keyId());
        }
    }

    private static JsonObject token(TokenIdentity token) {
        return JsonObject.builder()
                .put("label", token.label())
                .put("manufacturer", token.manufacturer())
                .put("model", token.model())
                .put("serial", token.serial())
                .build();
    }

    static RecipientEntry read(JsonObject json) throws MalformedInputException {
        json.requireOnly(
                "kind",
                "identity",
                "token",
                "key_label",
                "key_id",
                "wrap_method",
                "strategy",
                "proof",
                "notes",
                "file");
        return new RecipientEntry(
                readRecipient(json),
                METHODS.read(json, "wrap_method"),
                json.string("strategy"),
                PROOFS.read(json, "proof"),
                json.strings("notes"),
                json.string("file"));
    }

    private static Recipient readRecipient(JsonObject json) throws MalformedInputException {
        return new TokenRecipient(
                KINDS.read(json, "kind"),
                json.string("identity"),
                readToken(json.object("token")),
                json.string("key_label"),
                json.string("key_id"));
    }

    private static TokenIdentity readToken(JsonObject json) throws MalformedInputException {
        json.requireOnly("label", "manufacturer", "model", "serial");
        return new TokenIdentity(
                json.string("label"),
                json.string("manufacturer"),
                json.string("model"),
                json.string("serial"));
    }
}
