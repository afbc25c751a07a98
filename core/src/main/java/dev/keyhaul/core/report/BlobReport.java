package dev.keyhaul.core.report;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.cloud.CloudImport;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonDetails;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrappedKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A wrapped key as reports show it: which key, under which KEK, and how that was proven. */
public final class BlobReport {
    private BlobReport() {}

    /** Returns the report of a transfer blob's file. */
    public static JsonObject of(Path file, KeyTransferBlob blob, KeyExchangeKey kek)
            throws KeyTransferException {
        return file(file, blob.toFile(), blob.wrapped())
                .put("kid", kek.kid().toString())
                .put("kek_fingerprint", Fingerprint.of(kek.publicKey()).toString())
                .put("kek_authenticated_by", kek.authenticatedBy())
                .put("kek_not_proven", kek.notProven())
                .putAll(key(blob.wrapped()))
                .build();
    }

    /**
     * Returns the report of a file that is the ciphertext alone.
     *
     * @param cloud what it is imported into, with the command that does it; null if no cloud's
     *     answer was given
     */
    public static JsonObject of(
            Path file, WrappedKey wrapped, BareWrappingKey kek, @Nullable CloudImport cloud) {
        JsonObject.Builder report =
                file(file, wrapped.ciphertext(), wrapped)
                        .put("method", wrapped.method().label())
                        .put("kek_fingerprint", wrapped.wrappingKey())
                        .put("kek_authenticated_by", kek.authenticatedBy())
                        .put("kek_not_proven", kek.notProven())
                        .putAll(key(wrapped));
        if (cloud != null) {
            cloud.facts().forEach(report::put);
            if (cloud.companion().isPresent()) {
                CloudImport.Companion second = cloud.companion().get();
                String name = second.suffix().replace('-', '_') + "_file";
                report.put(name, second.beside(file).toString());
            }
            report.put("command", cloud.command(file));
        }
        return report.build();
    }

    private static JsonObject.Builder file(Path file, byte[] content, WrappedKey wrapped) {
        return JsonObject.builder()
                .put("file", file.toString())
                .put("sha256", Sha256.hex(content))
                .put("ciphertext_bytes", wrapped.ciphertext().length);
    }

    private static JsonObject key(WrappedKey wrapped) {
        JsonObject.Builder key =
                JsonObject.builder()
                        .put("key_fingerprint", wrapped.description().fingerprint().toString())
                        .put("key_location", wrapped.origin().location())
                        .put("key_protection", wrapped.origin().protection().label())
                        .put("strategy", wrapped.strategy());
        if (!wrapped.strategyReason().isEmpty()) {
            key.put("strategy_reason", wrapped.strategyReason());
        }
        return key.put("proof", wrapped.proof().label(wrapped.method()))
                .put("notes", wrapped.notes())
                .put("origin", JsonDetails.typed(wrapped.origin().details()))
                .build();
    }
}
