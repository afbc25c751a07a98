package dev.keyhaul.keyvault.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.KeyProfile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of key that the service takes, as a request names them.
 *
 * <pre>{@code
 * // a blob does not say what is in it
 * VaultKeyKind kind = VaultKeyKind.of(PublicKeyEncoding.read(publicKeyFile));
 * vault.importBlob("tenant", content, kind, ImportOptions.tenantKey());
 * }</pre>
 *
 * @since 0.1.0
 */
public enum VaultKeyKind {
    /** RSA of any length. */
    RSA("RSA", null),
    /** EC on P-256. */
    EC_P256("EC", Curve.P256),
    /** EC on P-384. */
    EC_P384("EC", Curve.P384),
    /** EC on P-521. */
    EC_P521("EC", Curve.P521),
    /** AES of any length, in a Managed HSM alone. */
    AES("oct", null);

    private final String softwareType;
    private final @Nullable Curve curve;

    VaultKeyKind(String softwareType, @Nullable Curve curve) {
        this.softwareType = softwareType;
        this.curve = curve;
    }

    /**
     * {@return a key's kind}
     *
     * @param key the key
     */
    public static VaultKeyKind of(KeyDescription key) {
        Arguments.notNull("key", key);
        if (key instanceof KeyDescription.Ec ec) {
            return ofCurve(ec.curve());
        }
        return key instanceof KeyDescription.Aes ? AES : RSA;
    }

    /**
     * {@return the kind of EC keys on a curve}
     *
     * @param curve the curve
     */
    public static VaultKeyKind ofCurve(Curve curve) {
        return switch (curve) {
            case P256 -> EC_P256;
            case P384 -> EC_P384;
            case P521 -> EC_P521;
        };
    }

    /**
     * {@return the {@code kty} that a vault gives such a key}
     *
     * @param protection where the vault keeps it
     */
    public String keyType(VaultProtection protection) {
        Arguments.notNull("protection", protection);
        return protection == VaultProtection.HSM ? softwareType + "-HSM" : softwareType;
    }

    /** {@return the curve of an EC key} */
    public Optional<Curve> curve() {
        return Optional.ofNullable(curve);
    }

    /**
     * {@return those of the operations that such a key can do; the service refuses the others}
     *
     * @param asked the operations
     */
    public List<String> possible(List<String> asked) {
        return asked.stream().filter(operations()::contains).toList();
    }

    private List<String> operations() {
        return switch (this) {
            case RSA -> KeyProfile.TENANT_KEY_OPERATIONS;
            case EC_P256, EC_P384, EC_P521 -> List.of("sign", "verify");
            case AES -> List.of("encrypt", "decrypt", "wrapKey", "unwrapKey");
        };
    }

    /** {@return the kind for people, such as {@code EC P-256}} */
    public String label() {
        if (curve != null) {
            return "EC " + curve.jwkName();
        }
        return this == AES ? "AES" : "RSA";
    }

    /**
     * Refuses an AES key for a vault, and outside an HSM.
     *
     * @param host the vault or Managed HSM that the key goes to
     * @param protection where it keeps it
     * @throws RefusedException if it is one, and the destination is not a Managed HSM
     * @throws MalformedInputException if it is one, and is to be guarded by software
     */
    public void requireAt(VaultHost host, VaultProtection protection)
            throws MalformedInputException, RefusedException {
        Arguments.notNull("host", host, "protection", protection);
        if (this != AES) {
            return;
        }
        if (!host.isManagedHsm()) {
            throw new RefusedException(
                    Reason.DESTINATION_KEY_KIND,
                    host.host() + " is a key vault, but the key is an AES key",
                    "only a Managed HSM accepts AES keys");
        }
        if (protection != VaultProtection.HSM) {
            throw new MalformedInputException(
                    Reason.DESTINATION_KEY_KIND,
                    "an AES key cannot have software protection",
                    "a Managed HSM keeps every key in its HSM");
        }
    }
}
