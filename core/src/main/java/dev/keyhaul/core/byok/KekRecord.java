package dev.keyhaul.core.byok;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a vault says of a KEK: its identifier and its public key in one piece.
 *
 * <p>Written by {@code kek download}; read too from the JSON of {@code az keyvault key show} and of
 * the REST API. The two belong together: a kid is not bound to a public key by any cryptography.
 *
 * @param kid the versioned identifier
 * @param publicKey the public half
 * @param keyType {@code RSA-HSM}, or what the vault said
 * @param keyOperations the vault's {@code key_ops}
 * @param enabled whether the vault lets it be used; true where nothing is said
 * @param expires when the key expires, where the vault says so
 * @param download how the record came here; absent in the vault's own JSON
 * @since 0.1.0
 */
public record KekRecord(
        KeyIdentifier kid,
        RSAPublicKey publicKey,
        String keyType,
        List<String> keyOperations,
        boolean enabled,
        Optional<Instant> expires,
        Optional<Download> download) {

    /** What the file says that it is, so that a signature of another file is not one of a KEK. */
    static final String KIND = "keyhaul kek record";

    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final String SCHEMA_VERSION = "1.0.0";

    /** Copies the operations. */
    public KekRecord {
        keyOperations = List.copyOf(keyOperations);
    }

    /**
     * How a record was downloaded.
     *
     * @param at when
     * @param serverCertificates the server's certificate chain, DER in base64, leaf first; empty
     *     when there was no TLS (a rehearsal)
     * @param tlsRoot where the chains of all connections ended; absent where that is not known
     * @param ceremony the name of the ceremony that it was downloaded for
     * @param attestation what a Managed HSM attests of the key; a vault attests nothing
     */
    public record Download(
            Instant at,
            List<String> serverCertificates,
            Optional<TlsRoot> tlsRoot,
            Optional<String> ceremony,
            Optional<HsmAttestation> attestation) {
        /** Copies the chain. */
        public Download {
            serverCertificates = List.copyOf(serverCertificates);
        }

        private JsonObject toJson() {
            JsonObject.Builder json =
                    JsonObject.builder()
                            .put("at", at.toString())
                            .put("server_certificates", serverCertificates);
            tlsRoot.ifPresent(root -> json.put("tls_root", root.toJson()));
            ceremony.ifPresent(name -> json.put("ceremony", name));
            attestation.ifPresent(kept -> json.put("attestation", kept.toJson()));
            return json.build();
        }

        private static Download parse(JsonObject json) throws KeyTransferException {
            Optional<JsonObject> root = json.optionalObject("tls_root");
            Optional<JsonObject> attestation = json.optionalObject("attestation");
            return new Download(
                    json.time("at"),
                    json.strings("server_certificates"),
                    root.isPresent() ? Optional.of(TlsRoot.parse(root.get())) : Optional.empty(),
                    json.optionalString("ceremony"),
                    attestation.isPresent()
                            ? Optional.of(HsmAttestation.parse(attestation.get()))
                            : Optional.empty());
        }
    }

    /**
     * The root that a server's certificate chain ends at.
     *
     * @param name the name in its certificate, which anybody can give to a root
     * @param key the fingerprint of its public key
     */
    public record TlsRoot(String name, Fingerprint key) {
        /** Returns the root with this certificate. */
        public static TlsRoot of(X509Certificate root) {
            return new TlsRoot(
                    root.getSubjectX500Principal().getName(), Fingerprint.of(root.getPublicKey()));
        }

        /**
         * Whether Azure's servers have certificates of this root: it has one of the pinned keys.
         */
        public boolean isAzures() {
            return AzureRoots.have(key);
        }

        /**
         * Checks that the server which answered for a vault is Azure's. The host of a rehearsal is
         * exempt.
         *
         * @param seen the root of its chain; null if it is not known
         * @throws RefusedException if it is not, with {@link Reason#TLS_ROOT}
         */
        public static void requireAzures(VaultHost vault, @Nullable TlsRoot seen)
                throws RefusedException {
            if (vault.isRehearsal() || (seen != null && seen.isAzures())) {
                return;
            }
            throw Reason.TLS_ROOT.of(
                    new RefusedException(
                            seen == null
                                    ? "no root of a TLS certificate is known for " + vault
                                    : "the TLS certificate of "
                                            + vault.host()
                                            + " chains to '"
                                            + seen.name
                                            + "' with the key "
                                            + seen.key
                                            + ", which is not one of Azure's roots",
                            "a proxy that inspects TLS can swap the KEK: exempt the vault from"
                                    + " inspection"));
        }

        private JsonObject toJson() {
            return JsonObject.builder().put("name", name).put("key", key.toString()).build();
        }

        private static TlsRoot parse(JsonObject json) throws KeyTransferException {
            return new TlsRoot(json.string("name"), Fingerprint.parse(json.string("key")));
        }
    }

    /**
     * Whether bytes look like JSON rather than PEM or DER. Blanks and a byte order mark (its bytes
     * are negative) are passed over: PowerShell writes one, and the JSON parser says so.
     */
    public static boolean looksLikeJson(byte[] file) {
        for (byte b : file) {
            if (b > ' ') {
                return b == '{';
            }
        }
        return false;
    }

    /**
     * Reads a file that {@link #parse} accepts.
     *
     * @throws FileException if it is missing, not readable or longer than 64 KiB
     * @throws RefusedException if it has private members
     * @throws MalformedInputException if it is not a KEK's JSON
     */
    public static KekRecord read(Path file) throws KeyTransferException {
        return parse(InputFile.read(file, MAX_FILE_BYTES));
    }

    /**
     * Reads a record, the JSON of {@code az keyvault key show}, or a REST answer.
     *
     * @throws RefusedException when private members are in it
     * @throws MalformedInputException when it is none of them, or no RSA key
     */
    public static KekRecord parse(byte[] utf8Json) throws KeyTransferException {
        JsonObject file = JsonObject.parse(utf8Json);
        JsonObject key = file.optionalObject("key").orElse(file);
        for (String secret : List.of("d", "p", "q", "dp", "dq", "qi")) {
            if (key.has(secret)) {
                throw new RefusedException(
                        "the KEK's JSON holds private members",
                        "a key that was to stay in its vault is now in a file: make a new KEK");
            }
        }
        requireSchema(file);
        String keyType = key.string("kty");
        if (!keyType.startsWith("RSA")) {
            throw new MalformedInputException(
                    "KEK is of type " + keyType + "; RSA-HSM is needed",
                    "az keyvault key create --kty RSA-HSM --size 4096 --ops import");
        }
        RSAPublicKey publicKey = PublicKeyEncoding.ofJwk(key.string("n"), key.string("e"));
        requireFingerprint(file, publicKey);
        return new KekRecord(
                KeyIdentifier.parseVersioned(key.string("kid")),
                publicKey,
                keyType,
                key.strings(key.has("keyOps") ? "keyOps" : "key_ops"),
                enabled(file),
                expires(file),
                download(file));
    }

    /** A record says it; a vault's own JSON does not. */
    private static void requireSchema(JsonObject file) throws MalformedInputException {
        String version = file.optionalString("schema_version").orElse(SCHEMA_VERSION);
        if (!version.equals(SCHEMA_VERSION)) {
            throw new MalformedInputException(
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
                    "the KEK's record has another fingerprint than its key, whose begins with "
                            + Fingerprint.of(key).firstHalf(),
                    "download the KEK again");
        }
    }

    private static boolean enabled(JsonObject file) throws MalformedInputException {
        JsonObject home = file.optionalObject("attributes").orElse(file);
        return !home.has("enabled") || home.bool("enabled");
    }

    private static Optional<Instant> expires(JsonObject file) throws MalformedInputException {
        Optional<JsonObject> attributes = file.optionalObject("attributes");
        if (attributes.isPresent() && attributes.get().has("exp")) {
            return Optional.of(attributes.get().time("exp"));
        }
        JsonObject home = attributes.orElse(file);
        return home.has("expires") ? Optional.of(home.time("expires")) : Optional.empty();
    }

    private static Optional<Download> download(JsonObject file) throws KeyTransferException {
        Optional<JsonObject> download = file.optionalObject("download");
        return download.isEmpty() ? Optional.empty() : Optional.of(Download.parse(download.get()));
    }

    /**
     * Returns the record of a download for a ceremony.
     *
     * @param name the ceremony's
     */
    public KekRecord forCeremony(String name) {
        return new KekRecord(
                kid,
                publicKey,
                keyType,
                keyOperations,
                enabled,
                expires,
                download.map(
                        d ->
                                new Download(
                                        d.at,
                                        d.serverCertificates,
                                        d.tlsRoot,
                                        Optional.of(name),
                                        d.attestation)));
    }

    /** Returns the record as a file holds it: JSON in UTF-8. */
    public byte[] toUtf8() {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("kind", KIND)
                        .put("kid", kid.toString())
                        .put("kty", keyType)
                        .put("n", PublicKeyEncoding.base64Url(publicKey.getModulus()))
                        .put("e", PublicKeyEncoding.base64Url(publicKey.getPublicExponent()))
                        .put("key_ops", keyOperations)
                        .put("enabled", enabled)
                        .put("fingerprint", Fingerprint.of(publicKey).toString());
        expires.ifPresent(time -> json.put("expires", time.toString()));
        download.ifPresent(d -> json.put("download", d.toJson()));
        return json.build().toUtf8();
    }
}
