package dev.keyhaul.backup.format;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.Recipient.InToken.Kind;
import dev.keyhaul.backup.manifest.Recipient.Shares.Sealing;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The members of one recipient; {@code kind} decides which others there are. */
final class RecipientFormat {
    private static final String CERTIFICATE = "certificate";
    private static final String PASSWORD = "password";
    private static final String SHARES = "shares";
    private static final String PASSPHRASE_SHARES = "passphrase-shares";

    /** What every kind has. */
    private static final List<String> COMMON =
            List.of("kind", "wrap_method", "strategy", "proof", "notes", "files");

    private static final EnumWords<Kind> KINDS =
            EnumWords.of(
                    Kind.class,
                    Map.of(Kind.RECOVERY_PAIR, "token-rsa", Kind.WRAPPING_KEY, "token-aes"));

    private static final EnumWords<WrapMethod> METHODS =
            EnumWords.of(
                    WrapMethod.class,
                    Map.of(
                            WrapMethod.RSA_AES_SHA1, "rsa-oaep-sha1-aes-kwp",
                            WrapMethod.RSA_AES_SHA256, "rsa-oaep-sha256-aes-kwp",
                            // No recipient's, so far.
                            WrapMethod.RSA_OAEP_SHA1, "rsa-oaep-sha1",
                            WrapMethod.RSA_OAEP_SHA256, "rsa-oaep-sha256",
                            WrapMethod.AES_KWP, "aes-kwp",
                            WrapMethod.ENCRYPTED_PKCS8, "encrypted-pkcs8",
                            WrapMethod.AES_GCM, "aes-256-gcm"));

    private static final EnumWords<WrapProof> PROOFS =
            EnumWords.of(
                    WrapProof.class,
                    Map.of(
                            WrapProof.THESE_BYTES_IN_TOKEN, "these-bytes-in-token",
                            WrapProof.STAND_IN, "stand-in",
                            WrapProof.BY_HOME, "by-home",
                            WrapProof.NOT_PROVEN, "not-proven",
                            WrapProof.MADE_IN_SOFTWARE, "made-in-software"));

    private static final JsonForm<Recipient.TokenIdentity> TOKEN =
            JsonForm.of(MethodHandles.lookup(), Recipient.TokenIdentity.class);

    private RecipientFormat() {}

    static JsonObject write(RecipientEntry entry) {
        JsonObject.Builder json = JsonObject.builder();
        putRecipient(json, entry.recipient());
        return json.put("wrap_method", METHODS.write(entry.method()))
                .put("strategy", entry.strategy())
                .put("proof", PROOFS.write(entry.proof()))
                .put("notes", entry.notes())
                .put("files", entry.files())
                .build();
    }

    private static void putRecipient(JsonObject.Builder json, Recipient recipient) {
        if (recipient instanceof Recipient.InToken held) {
            json.put("kind", KINDS.write(held.kind()))
                    .put("identity", held.identity())
                    .put("token", TOKEN.write(held.token()))
                    .put("key_label", held.keyLabel())
                    .put("key_id", held.keyId());
        } else if (recipient instanceof Recipient.Certificate holder) {
            json.put("kind", CERTIFICATE)
                    .put("identity", holder.identity())
                    .put("subject", holder.subject());
        } else if (recipient instanceof Recipient.Password) {
            json.put("kind", PASSWORD);
        } else if (recipient instanceof Recipient.Shares shares) {
            boolean byPassphrase = shares.sealing() == Sealing.PASSPHRASE;
            json.put("kind", byPassphrase ? PASSPHRASE_SHARES : SHARES)
                    .put("set", shares.set())
                    .put("needed", shares.needed())
                    .put("commitment", shares.commitment())
                    .put("holders", shares.holders())
                    .put("share_sha256", shares.shareSha256());
        }
    }

    static RecipientEntry read(JsonObject json) throws KeyTransferException {
        return new RecipientEntry(
                readRecipient(json),
                METHODS.read(json, "wrap_method"),
                json.string("strategy"),
                PROOFS.read(json, "proof"),
                json.strings("notes"),
                json.strings("files"));
    }

    private static Recipient readRecipient(JsonObject json) throws KeyTransferException {
        return switch (json.string("kind")) {
            case CERTIFICATE -> {
                requireOnly(json, "identity", "subject");
                yield new Recipient.Certificate(json.string("identity"), json.string("subject"));
            }
            case PASSWORD -> {
                requireOnly(json);
                yield new Recipient.Password();
            }
            case SHARES -> readShares(json, Sealing.CERTIFICATE);
            case PASSPHRASE_SHARES -> readShares(json, Sealing.PASSPHRASE);
            default -> readTokenKey(json);
        };
    }

    private static Recipient.Shares readShares(JsonObject json, Sealing sealing)
            throws MalformedInputException {
        requireOnly(json, "set", "needed", "commitment", "holders", "share_sha256");
        return new Recipient.Shares(
                json.string("set"),
                Math.toIntExact(Math.min(json.number("needed"), Integer.MAX_VALUE)),
                json.string("commitment"),
                json.strings("holders"),
                json.strings("share_sha256"),
                sealing);
    }

    private static Recipient.InToken readTokenKey(JsonObject json) throws KeyTransferException {
        Recipient.InToken.Kind kind = KINDS.read(json, "kind");
        requireOnly(json, "identity", "token", "key_label", "key_id");
        return new Recipient.InToken(
                kind,
                json.string("identity"),
                TOKEN.read(json.object("token")),
                json.string("key_label"),
                json.string("key_id"));
    }

    private static void requireOnly(JsonObject json, String... ofKind)
            throws MalformedInputException {
        List<String> known = new ArrayList<>(COMMON);
        known.addAll(List.of(ofKind));
        json.requireOnly(known.toArray(String[]::new));
    }
}
