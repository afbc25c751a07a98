package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link KekRecord} as JSON, and what else is read as one: a vault's own JSON. */
final class KekRecordFormat {
    private static final String SCHEMA_VERSION = "1.0.0";

    private KekRecordFormat() {}

    static KekRecord parse(byte[] utf8Json) throws KeyTransferException {
        JsonObject file = JsonObject.parse(utf8Json);
        JsonObject key = file.optionalObject("key").orElse(file);
        for (String secret : List.of("d", "p", "q", "dp", "dq", "qi")) {
            if (key.has(secret)) {
                throw new RefusedException(
                        Reason.PRIVATE_KEY_EXPOSED,
                        "the KEK's JSON contains private members",
                        "the private key should never leave its vault: create a new KEK");
            }
        }
        requireSchema(file);
        String keyType = key.string("kty");
        if (!keyType.startsWith("RSA")) {
            throw new MalformedInputException(
                    Reason.KEK_UNFIT,
                    "the KEK has type " + keyType + ", but must be RSA-HSM",
                    "az keyvault key create --kty RSA-HSM --size 4096 --ops import");
        }
        RSAPublicKey publicKey = PublicKeyEncoding.ofJwk(key.string("n"), key.string("e"));
        requireFingerprint(file, publicKey);
        return KekRecord.builder(KeyIdentifier.parseVersioned(key.string("kid")), publicKey)
                .keyType(keyType)
                .keyOperations(key.strings(key.has("keyOps") ? "keyOps" : "key_ops"))
                .enabled(enabled(file))
                .expires(expires(file))
                .download(file.optionalObject("download", KekRecordFormat::download).orElse(null))
                .build();
    }

    /** A record says it; a vault's own JSON does not. */
    private static void requireSchema(JsonObject file) throws MalformedInputException {
        String version = file.optionalString("schema_version").orElse(SCHEMA_VERSION);
        if (!version.equals(SCHEMA_VERSION)) {
            throw new MalformedInputException(
                    Reason.FORMAT_VERSION,
                    "member schema_version is '"
                            + version
                            + "'; it must be '"
                            + SCHEMA_VERSION
                            + "'",
                    "it was written by another version of Keyhaul: download the KEK again");
        }
    }

    /** Catches a record that was edited or damaged; who forges one forges this too. */
    private static void requireFingerprint(JsonObject file, RSAPublicKey key)
            throws KeyTransferException {
        Optional<String> said = file.optionalString("fingerprint");
        if (said.isPresent() && !Fingerprint.parse(said.get()).matches(key)) {
            throw new RefusedException(
                    Reason.KEK_DIFFERS,
                    "the fingerprint in the KEK's record does not match its key, whose fingerprint begins with "
                            + Fingerprint.of(key).firstHalf(),
                    "download the KEK again");
        }
    }

    private static boolean enabled(JsonObject file) throws MalformedInputException {
        JsonObject home = file.optionalObject("attributes").orElse(file);
        return !home.has("enabled") || home.bool("enabled");
    }

    private static @Nullable Instant expires(JsonObject file) throws MalformedInputException {
        Optional<JsonObject> attributes = file.optionalObject("attributes");
        if (attributes.isPresent() && attributes.get().has("exp")) {
            return attributes.get().time("exp");
        }
        JsonObject home = attributes.orElse(file);
        return home.has("expires") ? home.time("expires") : null;
    }

    private static KekRecord.Download download(JsonObject json) throws KeyTransferException {
        return KekRecord.Download.at(json.time("at"))
                .serverCertificates(json.strings("server_certificates"))
                .tlsRoot(json.optionalObject("tls_root", KekRecordFormat::parseRoot).orElse(null))
                .ceremony(json.optionalString("ceremony").orElse(null))
                .attestation(json.optionalObject("attestation", HsmAttestation::parse).orElse(null))
                .build();
    }

    private static KekRecord.TlsRoot parseRoot(JsonObject json) throws KeyTransferException {
        return new KekRecord.TlsRoot(json.string("name"), Fingerprint.parse(json.string("key")));
    }

    static byte[] toUtf8(KekRecord kek) {
        RSAPublicKey key = kek.publicKey();
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("kind", KekRecord.KIND)
                        .put("kid", kek.kid().toString())
                        .put("kty", kek.keyType())
                        .put("n", PublicKeyEncoding.base64Url(key.getModulus()))
                        .put("e", PublicKeyEncoding.base64Url(key.getPublicExponent()))
                        .put("key_ops", kek.keyOperations())
                        .put("enabled", kek.enabled())
                        .put("fingerprint", Fingerprint.of(key).toString());
        kek.expires().ifPresent(time -> json.put("expires", time.toString()));
        kek.download().ifPresent(how -> json.put("download", json(how)));
        return json.build().toUtf8();
    }

    private static JsonObject json(KekRecord.Download how) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("at", how.at().toString())
                        .put("server_certificates", how.serverCertificates());
        how.tlsRoot().ifPresent(root -> json.put("tls_root", json(root)));
        how.ceremony().ifPresent(name -> json.put("ceremony", name));
        how.attestation().ifPresent(kept -> json.put("attestation", kept.toJson()));
        return json.build();
    }

    private static JsonObject json(KekRecord.TlsRoot root) {
        return JsonObject.builder()
                .put("name", root.name())
                .put("key", root.key().toString())
                .build();
    }
}
