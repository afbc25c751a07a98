package dev.keyhaul.core.byok;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a vault says of a KEK: its identifier and its public key in one piece.
 *
 * <pre>{@code
 * KekRecord record = vault.downloadKek("ceremony-1");
 * Files.write(kekFile, record.toUtf8());
 * // on the HSM's host: nothing in the file proves whose key it is
 * KeyExchangeKey kek = KeyExchangeKey.of(KekRecord.read(kekFile), fingerprint, Instant.now());
 * }</pre>
 *
 * <p>Written by {@code kek download}; read too from the JSON of {@code az keyvault key show} and of
 * the REST API. The two belong together: a kid is not bound to a public key by any cryptography.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class KekRecord {
    /** What the file says that it is, so that a signature of another file is not one of a KEK. */
    static final String KIND = "keyhaul kek record";

    private static final int MAX_FILE_BYTES = 64 * 1024;

    private final KeyIdentifier kid;
    private final RSAPublicKey publicKey;
    private final String keyType;
    private final List<String> keyOperations;
    private final boolean enabled;
    private final @Nullable Instant expires;
    private final @Nullable Download download;

    private KekRecord(Builder from) {
        kid = from.kid;
        publicKey = from.publicKey;
        keyType = from.keyType;
        keyOperations = from.keyOperations;
        enabled = from.enabled;
        expires = from.expires;
        download = from.download;
    }

    /**
     * Begins the record of an enabled KEK of type {@code RSA-HSM} that can only import.
     *
     * @param kid the versioned identifier
     * @param publicKey the public half
     * @return a builder
     */
    public static Builder builder(KeyIdentifier kid, RSAPublicKey publicKey) {
        Arguments.notNull("kid", kid, "publicKey", publicKey);
        return new Builder(kid, publicKey);
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final KeyIdentifier kid;
        private final RSAPublicKey publicKey;
        private String keyType = "RSA-HSM";
        private List<String> keyOperations = List.of("import");
        private boolean enabled = true;
        private @Nullable Instant expires;
        private @Nullable Download download;

        private Builder(KeyIdentifier kid, RSAPublicKey publicKey) {
            this.kid = kid;
            this.publicKey = publicKey;
        }

        /**
         * Takes the type that the vault said.
         *
         * @param said the {@code kty}; {@code RSA-HSM} by default
         * @return this builder
         */
        public Builder keyType(String said) {
            Arguments.notNull("said", said);
            keyType = said;
            return this;
        }

        /**
         * Takes the vault's {@code key_ops}.
         *
         * @param said the operations; {@code import} alone by default
         * @return this builder
         */
        public Builder keyOperations(List<String> said) {
            keyOperations = List.copyOf(said);
            return this;
        }

        /**
         * Says whether the vault lets it be used.
         *
         * @param said whether it does; true by default
         * @return this builder
         */
        public Builder enabled(boolean said) {
            enabled = said;
            return this;
        }

        /**
         * Says when the key expires; null if the vault says nothing of it.
         *
         * @param time the time, or null, which is the default
         * @return this builder
         */
        public Builder expires(@Nullable Instant time) {
            expires = time;
            return this;
        }

        /**
         * Says how the record came here; null for the vault's own JSON.
         *
         * @param how the download, or null, which is the default
         * @return this builder
         */
        public Builder download(@Nullable Download how) {
            download = how;
            return this;
        }

        /** {@return the record} */
        public KekRecord build() {
            return new KekRecord(this);
        }
    }

    /** {@return the versioned identifier} */
    public KeyIdentifier kid() {
        return kid;
    }

    /** {@return the public half} */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /** {@return {@code RSA-HSM}, or what the vault said} */
    public String keyType() {
        return keyType;
    }

    /** {@return the vault's {@code key_ops}} */
    public List<String> keyOperations() {
        return keyOperations;
    }

    /** {@return whether the vault lets it be used; true where nothing is said} */
    public boolean enabled() {
        return enabled;
    }

    /** {@return when the key expires, where the vault says so} */
    public Optional<Instant> expires() {
        return Optional.ofNullable(expires);
    }

    /** {@return how the record came here; absent in the vault's own JSON} */
    public Optional<Download> download() {
        return Optional.ofNullable(download);
    }

    /** How a record was downloaded. Immutable. */
    public static final class Download {
        private final Instant at;
        private final List<String> serverCertificates;
        private final @Nullable TlsRoot tlsRoot;
        private final @Nullable String ceremony;
        private final @Nullable HsmAttestation attestation;

        private Download(Builder from) {
            at = from.at;
            serverCertificates = from.serverCertificates;
            tlsRoot = from.tlsRoot;
            ceremony = from.ceremony;
            attestation = from.attestation;
        }

        /**
         * Begins a download without TLS, as in a rehearsal, for no ceremony.
         *
         * @param time when it was
         * @return a builder
         */
        public static Builder at(Instant time) {
            Arguments.notNull("time", time);
            return new Builder(time);
        }

        /** Not thread-safe. */
        public static final class Builder {
            private final Instant at;
            private List<String> serverCertificates = List.of();
            private @Nullable TlsRoot tlsRoot;
            private @Nullable String ceremony;
            private @Nullable HsmAttestation attestation;

            private Builder(Instant at) {
                this.at = at;
            }

            /**
             * Takes the server's certificate chain, DER in base64, leaf first.
             *
             * @param chain the certificates; none by default
             * @return this builder
             */
            public Builder serverCertificates(List<String> chain) {
                serverCertificates = List.copyOf(chain);
                return this;
            }

            /**
             * Says where the chains of all connections ended; null where that is not known.
             *
             * @param root the root, or null, which is the default
             * @return this builder
             */
            public Builder tlsRoot(@Nullable TlsRoot root) {
                tlsRoot = root;
                return this;
            }

            /**
             * Names the ceremony that it was downloaded for; null without a ceremony.
             *
             * @param name the ceremony, or null, which is the default
             * @return this builder
             */
            public Builder ceremony(@Nullable String name) {
                ceremony = name;
                return this;
            }

            /**
             * Takes what a Managed HSM attests of the key; null of a vault's.
             *
             * @param attested the attestation, or null, which is the default
             * @return this builder
             */
            public Builder attestation(@Nullable HsmAttestation attested) {
                attestation = attested;
                return this;
            }

            /** {@return the download} */
            public Download build() {
                return new Download(this);
            }
        }

        /** {@return when} */
        public Instant at() {
            return at;
        }

        /**
         * {@return the server's certificate chain, DER in base64, leaf first; empty when there was
         * no TLS (a rehearsal)}
         */
        public List<String> serverCertificates() {
            return serverCertificates;
        }

        /** {@return where the chains of all connections ended; absent where that is not known} */
        public Optional<TlsRoot> tlsRoot() {
            return Optional.ofNullable(tlsRoot);
        }

        /** {@return the name of the ceremony that it was downloaded for} */
        public Optional<String> ceremony() {
            return Optional.ofNullable(ceremony);
        }

        /** {@return what a Managed HSM attests of the key; a vault attests nothing} */
        public Optional<HsmAttestation> attestation() {
            return Optional.ofNullable(attestation);
        }

        private Download forCeremony(String name) {
            return at(at).serverCertificates(serverCertificates)
                    .tlsRoot(tlsRoot)
                    .ceremony(name)
                    .attestation(attestation)
                    .build();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Download that
                    && at.equals(that.at)
                    && serverCertificates.equals(that.serverCertificates)
                    && Objects.equals(tlsRoot, that.tlsRoot)
                    && Objects.equals(ceremony, that.ceremony)
                    && Objects.equals(attestation, that.attestation);
        }

        @Override
        public int hashCode() {
            return Objects.hash(at, serverCertificates, tlsRoot, ceremony, attestation);
        }
    }

    /**
     * The root that a server's certificate chain ends at.
     *
     * @param name the name in its certificate, which anybody can give to a root
     * @param key the fingerprint of its public key
     */
    public record TlsRoot(String name, Fingerprint key) {
        /**
         * Refuses null.
         *
         * @param name the name in its certificate, which anybody can give to a root
         * @param key the fingerprint of its public key
         */
        public TlsRoot {
            Arguments.notNull("name", name, "key", key);
        }

        /**
         * {@return the root with this certificate}
         *
         * @param root a certificate that the JDK or the operating system trusts
         */
        public static TlsRoot of(X509Certificate root) {
            return new TlsRoot(
                    root.getSubjectX500Principal().getName(), Fingerprint.of(root.getPublicKey()));
        }

        /**
         * {@return whether Azure's servers have certificates of this root: it has one of the pinned
         * keys}
         */
        public boolean isAzures() {
            return AzureRoots.have(key);
        }

        /**
         * Checks that the server which answered for a vault is Azure's. The host of a rehearsal is
         * exempt.
         *
         * @param vault the vault or Managed HSM
         * @param seen the root of its chain; null if it is not known
         * @throws RefusedException if it is not, with {@link Reason#TLS_ROOT}
         */
        public static void requireAzures(VaultHost vault, @Nullable TlsRoot seen)
                throws RefusedException {
            if (vault.isRehearsal() || (seen != null && seen.isAzures())) {
                return;
            }
            throw new RefusedException(
                    Reason.TLS_ROOT,
                    seen == null
                            ? "the root of the TLS certificate is not known for " + vault
                            : "the TLS certificate of "
                                    + vault.host()
                                    + " chains to '"
                                    + seen.name
                                    + "' with the key "
                                    + seen.key
                                    + ", which is not one of Azure's roots",
                    "a proxy that inspects TLS can replace the KEK: exempt the vault from inspection");
        }
    }

    /**
     * Reads a file that {@link #parse} accepts.
     *
     * @param file the file
     * @return the record
     * @throws FileException if it is missing, not readable or longer than 64 KiB
     * @throws RefusedException if it has private members
     * @throws MalformedInputException if it is not a KEK's JSON
     */
    public static KekRecord read(Path file) throws KeyTransferException {
        return InputFile.parse(
                file,
                MAX_FILE_BYTES,
                KekRecord::parse,
                FileKind.KEK_RECORD,
                FileKind.VAULT_KEY,
                FileKind.ATTESTATION);
    }

    /**
     * Reads a record, the JSON of {@code az keyvault key show}, or a REST answer.
     *
     * @param utf8Json JSON in UTF-8
     * @return the record
     * @throws RefusedException when private members are in it
     * @throws MalformedInputException if it is none of these, or not an RSA key
     */
    public static KekRecord parse(byte[] utf8Json) throws KeyTransferException {
        return KekRecordFormat.parse(utf8Json);
    }

    /**
     * {@return the record of a download for a ceremony}
     *
     * @param name the ceremony's: 1 to 255 characters, no control characters
     * @throws IllegalArgumentException if it is no such text
     */
    public KekRecord forCeremony(String name) {
        Arguments.text("name", name, Arguments.MAX_NAME);
        return builder(kid, publicKey)
                .keyType(keyType)
                .keyOperations(keyOperations)
                .enabled(enabled)
                .expires(expires)
                .download(download == null ? null : download.forCeremony(name))
                .build();
    }

    /** {@return the record as a file holds it: JSON in UTF-8} */
    public byte[] toUtf8() {
        return KekRecordFormat.toUtf8(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KekRecord that
                && kid.equals(that.kid)
                && publicKey.equals(that.publicKey)
                && keyType.equals(that.keyType)
                && keyOperations.equals(that.keyOperations)
                && enabled == that.enabled
                && Objects.equals(expires, that.expires)
                && Objects.equals(download, that.download);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kid, publicKey, keyType, keyOperations, enabled, expires, download);
    }
}
