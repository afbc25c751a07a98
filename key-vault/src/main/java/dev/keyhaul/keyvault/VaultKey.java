package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.report.VaultKeyReport;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key as the vault describes it. Immutable.
 *
 * <pre>{@code
 * VaultKey held = vault.show("tenant");
 * show(held.id(), held.description().fingerprint(), held.operations());
 * }</pre>
 *
 * @since 0.1.0
 */
public final class VaultKey {
    private final KeyIdentifier id;
    private final Optional<KeyDescription> described;
    private final String keyType;
    private final List<String> operations;
    private final Attributes attributes;

    VaultKey(
            KeyIdentifier id,
            Optional<KeyDescription> described,
            String keyType,
            List<String> operations,
            Attributes attributes) {
        this.id = id;
        this.described = described;
        this.keyType = keyType;
        this.operations = List.copyOf(operations);
        this.attributes = attributes;
    }

    /** {@return its versioned identifier} */
    public KeyIdentifier id() {
        return id;
    }

    /**
     * {@return its kind, length and public half; empty for an AES key that cannot encrypt, whose
     * fingerprint cannot be asked for then}
     */
    public Optional<KeyDescription> described() {
        return described;
    }

    /** {@return {@code RSA-HSM}, {@code RSA}, {@code EC-HSM}, {@code EC} or {@code oct-HSM}} */
    public String keyType() {
        return keyType;
    }

    /** {@return its {@code key_ops}} */
    public List<String> operations() {
        return operations;
    }

    /** {@return the rest} */
    public Attributes attributes() {
        return attributes;
    }

    /** What the vault says of a key beside the key. Immutable. */
    public static final class Attributes {
        private final VaultKeyReport.Attributes stated;

        Attributes(VaultKeyReport.Attributes stated) {
            this.stated = stated;
        }

        /** {@return whether it can be used} */
        public boolean enabled() {
            return stated.enabled();
        }

        /** {@return whether it can be released; false where the vault does not state it} */
        public boolean exportable() {
            return stated.exportable();
        }

        /** {@return whether it has a release policy} */
        public boolean releasePolicy() {
            return stated.releasePolicy();
        }

        /**
         * {@return what happens to it when it is deleted, such as {@code Recoverable+Purgeable}}
         */
        public Optional<String> recoveryLevel() {
            return stated.recoveryLevel();
        }

        /** {@return the kind of HSM that holds it} */
        public Optional<String> hsmPlatform() {
            return stated.hsmPlatform();
        }

        /** {@return when this version was made} */
        public Optional<Instant> created() {
            return stated.created();
        }

        /** {@return when it was changed last} */
        public Optional<Instant> updated() {
            return stated.updated();
        }

        /** {@return when it expires} */
        public Optional<Instant> expires() {
            return stated.expires();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Attributes that && stated.equals(that.stated);
        }

        @Override
        public int hashCode() {
            return stated.hashCode();
        }

        @Override
        public String toString() {
            return stated.toString();
        }
    }

    /**
     * {@return its kind, length and public half}
     *
     * @throws RefusedException if the vault does not tell which AES key it is
     */
    public KeyDescription description() throws KeyTransferException {
        return described.orElseThrow(
                () ->
                        new RefusedException(
                                Reason.VAULT_KEY_HIDDEN,
                                "the vault does not show which key " + id + " is",
                                "an AES key is identified by encrypting with it: enable the key, permit 'encrypt' on it, and give this identity a role that may encrypt"));
    }

    /** {@return its kind} */
    public VaultKeyKind kind() {
        // What is not described is an AES key.
        return described.map(VaultKeyKind::of).orElse(VaultKeyKind.AES);
    }

    VaultKey describedAs(KeyDescription description) {
        return new VaultKey(id, Optional.of(description), keyType, operations, attributes);
    }

    /** {@return the description for reports: JSON in UTF-8} */
    public byte[] toUtf8() {
        Optional<KeyDescription.Rsa> rsa = described(KeyDescription.Rsa.class);
        Optional<KeyDescription.Ec> ec = described(KeyDescription.Ec.class);
        return VaultKeyReport.form()
                .toUtf8(
                        new VaultKeyReport(
                                id.toString(),
                                keyType,
                                rsa.map(key -> PublicKeyEncoding.base64Url(key.rsa().getModulus())),
                                rsa.map(
                                        key ->
                                                PublicKeyEncoding.base64Url(
                                                        key.rsa().getPublicExponent())),
                                ec.map(key -> key.curve().jwkName()),
                                ec.map(key -> coordinate(key, 0)),
                                ec.map(key -> coordinate(key, 1)),
                                described(KeyDescription.Aes.class).map(KeyDescription::lengthBits),
                                operations,
                                described.map(key -> key.fingerprint().toString()),
                                attributes.stated));
    }

    private <K extends KeyDescription> Optional<K> described(Class<K> kind) {
        return described.filter(kind::isInstance).map(kind::cast);
    }

    /** In the curve's whole length (RFC 7518 §6.2.1.2). */
    private static String coordinate(KeyDescription.Ec key, int index) {
        int lengthBytes = key.curve().coordinateBytes();
        int from = 1 + index * lengthBytes;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(key.pointOctets(), from, from + lengthBytes));
    }
}
