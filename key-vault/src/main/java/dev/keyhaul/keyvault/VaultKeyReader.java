package dev.keyhaul.keyvault;

import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.keyvault.report.VaultKeyReport;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the SDK's description of a key, in which every part may be missing. */
final class VaultKeyReader {
    private VaultKeyReader() {}

    /**
     * Reads an answer about a key, and about no other.
     *
     * @param asked the key that the vault was asked for; without a version, any of them
     * @throws CheckFailedException when it is about another key, or of another vault
     * @throws KeyVaultException when a part is missing or unusable
     * @throws RefusedException when the key is of a kind, or on a curve, that this toolkit leaves
     *     alone
     */
    static VaultKey of(KeyVaultKey answer, KeyIdentifier asked) throws KeyTransferException {
        try {
            return read(answer, asked);
        } catch (MalformedInputException e) {
            throw KeyVaultException.unusable(
                    "the vault returned an unusable answer: " + e.getMessage(), e);
        }
    }

    /**
     * Checks that the answer to a backup holds one.
     *
     * @throws KeyVaultException when it does not
     */
    static byte[] backup(byte @Nullable [] blob) throws KeyVaultException {
        if (blob == null || blob.length == 0) {
            throw KeyVaultException.unusable("the vault's answer has no key backup", null);
        }
        return blob;
    }

    private static VaultKey read(KeyVaultKey answer, KeyIdentifier asked)
            throws KeyTransferException {
        JsonWebKey key = required(answer.getKey(), "key");
        String type = required(key.getKeyType(), "kty").toString();
        KeyIdentifier id = KeyIdentifier.parseVersioned(required(key.getId(), "kid"));
        requireAsked(id, asked);
        return new VaultKey(
                id,
                description(type, key),
                type,
                operations(key.getKeyOps()),
                attributes(answer.getProperties()));
    }

    /** The service shows a name as it was written when the key was made. */
    private static void requireAsked(KeyIdentifier id, KeyIdentifier asked)
            throws CheckFailedException {
        if (!id.vault().equals(asked.vault())
                || !id.name().equalsIgnoreCase(asked.name())
                || (asked.version().isPresent() && !id.version().equals(asked.version()))) {
            throw new CheckFailedException(
                    Reason.VAULT_ANSWER_DIFFERS,
                    "asked for " + asked + ", the vault answered with " + id,
                    "do not use that key: find out what answers in the vault's place");
        }
    }

    private static Optional<KeyDescription> description(String type, JsonWebKey key)
            throws KeyTransferException {
        return switch (type) {
            case "RSA", "RSA-HSM" ->
                    Optional.of(
                            KeyDescription.of(
                                    PublicKeyEncoding.of(
                                            number(key.getN(), "n"), number(key.getE(), "e"))));
            case "EC", "EC-HSM" -> Optional.of(ec(key));
            case "oct-HSM" -> Optional.empty();
            default ->
                    throw new RefusedException(
                            Reason.KEY_KIND,
                            "the key is of type " + type + "; Keyhaul moves RSA, EC and AES keys",
                            "give the name of such a key");
        };
    }

    private static KeyDescription ec(JsonWebKey key) throws KeyTransferException {
        String crv = required(key.getCurveName(), "crv").toString();
        Curve curve;
        try {
            curve = Curve.ofJwkName(crv);
        } catch (MalformedInputException e) {
            throw new RefusedException(
                    Reason.KEY_KIND,
                    "the key is on the curve "
                            + crv
                            + "; Keyhaul moves keys on P-256, P-384 and P-521",
                    "give the name of such a key");
        }
        return KeyDescription.of(curve.point(number(key.getX(), "x"), number(key.getY(), "y")));
    }

    private static VaultKey.Attributes attributes(KeyProperties properties) {
        return new VaultKey.Attributes(
                new VaultKeyReport.Attributes(
                        !Boolean.FALSE.equals(properties.isEnabled()),
                        Boolean.TRUE.equals(properties.isExportable()),
                        properties.getReleasePolicy() != null,
                        Optional.ofNullable(properties.getRecoveryLevel()),
                        Optional.ofNullable(properties.getHsmPlatform()),
                        instant(properties.getCreatedOn()),
                        instant(properties.getUpdatedOn()),
                        instant(properties.getExpiresOn())));
    }

    private static List<String> operations(@Nullable List<KeyOperation> operations) {
        return operations == null
                ? List.of()
                : operations.stream().map(KeyOperation::toString).toList();
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    private static BigInteger number(byte @Nullable [] unsigned, String name)
            throws MalformedInputException {
        return new BigInteger(1, required(unsigned, name));
    }

    private static <T> T required(@Nullable T value, String name) throws MalformedInputException {
        if (value == null) {
            throw new MalformedInputException(Reason.VAULT_ANSWER, "it has no member " + name);
        }
        return value;
    }
}
