package dev.keyhaul.core.report;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.cloud.CloudFacts;
import dev.keyhaul.core.byok.cloud.CloudImport;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.json.JsonDetails;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrappedKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A wrapped key: which key, under which KEK, and how that was proven.
 *
 * @param file the file
 * @param sha256 SHA-256 of the file, 64 hex digits
 * @param ciphertextBytes the length of the ciphertext
 * @param kid the KEK's versioned identifier in its vault
 * @param method the wrapping method of a file that is the ciphertext alone
 * @param kekFingerprint the KEK's fingerprint
 * @param kekAuthenticatedBy what authenticates the KEK
 * @param kekNotProven what that does not prove of the KEK
 */
public record BlobReport(
        Path file,
        String sha256,
        int ciphertextBytes,
        Optional<String> kid,
        Optional<String> method,
        String kekFingerprint,
        String kekAuthenticatedBy,
        List<String> kekNotProven,
        Key key,
        Optional<Cloud> cloud)
        implements InlinePart {
    /**
     * The key in it.
     *
     * @param keyLocation where the key is
     * @param keyProtection what protects the key where it is
     * @param strategy how the key was wrapped
     * @param strategyReason why it was wrapped in this way
     * @param proof how it was proven
     * @param notes what to know about how the token wraps
     * @param origin facts about the key's home: the token, its module, and the key's PKCS#11
     *     attributes
     */
    public record Key(
            WhichKey which,
            String keyLocation,
            String keyProtection,
            String strategy,
            Optional<String> strategyReason,
            String proof,
            List<String> notes,
            Map<String, ?> origin)
            implements InlinePart {
        private static Key of(WrappedKey wrapped) {
            return new Key(
                    new WhichKey(wrapped.description().fingerprint()),
                    wrapped.origin().location(),
                    wrapped.origin().protection().label(),
                    wrapped.strategy(),
                    Optional.of(wrapped.strategyReason()).filter(reason -> !reason.isEmpty()),
                    wrapped.proof().label(wrapped.method()),
                    wrapped.notes(),
                    JsonDetails.values(wrapped.origin().details()));
        }
    }

    /**
     * The cloud that the file is for.
     *
     * @param importTokenFile the import token, decoded
     * @param attestationFile the import job's attestation
     * @param command the cloud's command that imports the file
     */
    public record Cloud(
            CloudFacts facts,
            Optional<Path> importTokenFile,
            Optional<Path> attestationFile,
            String command)
            implements InlinePart {
        private static Cloud of(CloudImport cloud, Path file) {
            Optional<Path> second = cloud.companion().map(companion -> companion.beside(file));
            boolean isAws = cloud.facts().aws().isPresent();
            return new Cloud(
                    cloud.facts(),
                    second.filter(path -> isAws),
                    second.filter(path -> !isAws),
                    cloud.command(file));
        }
    }

    /** Returns the report of a transfer blob's file. */
    public static BlobReport of(Path file, KeyTransferBlob blob, KeyExchangeKey kek)
            throws KeyTransferException {
        WrappedKey wrapped = blob.wrapped();
        return new BlobReport(
                file,
                Sha256.hex(blob.toFile()),
                wrapped.ciphertext().length,
                Optional.of(kek.kid().toString()),
                Optional.empty(),
                Fingerprint.of(kek.publicKey()).toString(),
                kek.authenticatedBy(),
                kek.notProven(),
                Key.of(wrapped),
                Optional.empty());
    }

    /**
     * Returns the report of a file that is the ciphertext alone.
     *
     * @param cloud what it is imported into, with the command that does it; null if no cloud's
     *     answer was given
     */
    public static BlobReport of(
            Path file, WrappedKey wrapped, BareWrappingKey kek, @Nullable CloudImport cloud) {
        return new BlobReport(
                file,
                Sha256.hex(wrapped.ciphertext()),
                wrapped.ciphertext().length,
                Optional.empty(),
                Optional.of(wrapped.method().label()),
                wrapped.wrappingKey(),
                kek.authenticatedBy(),
                kek.notProven(),
                Key.of(wrapped),
                Optional.ofNullable(cloud).map(service -> Cloud.of(service, file)));
    }
}
