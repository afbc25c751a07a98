package dev.keyhaul.workflow;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.key.KeyDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a ciphertext goes, and what the service that takes it asks for. Immutable.
 *
 * @since 0.1.0
 */
public final class CiphertextFile {
    private final Output file;
    private final String format;
    private final Path kek;
    private final OaepHash oaepHash;
    private final @Nullable Service service;
    private final @Nullable Companion companion;

    /** Which keys a service takes. Called by the thread of the act. */
    @FunctionalInterface
    public interface Taking {
        /**
         * Refuses what the service does not take.
         *
         * @throws RefusedException if it does not take such a key
         */
        void require(KeyDescription key) throws RefusedException;
    }

    private record Service(Taking takes, Map<String, String> facts, boolean direct) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Companion(Output file, String what, byte[] content) {}

    private CiphertextFile(
            Output file,
            String format,
            Path kek,
            OaepHash oaepHash,
            @Nullable Service service,
            @Nullable Companion companion) {
        this.file = file;
        this.format = format;
        this.kek = kek;
        this.oaepHash = oaepHash;
        this.service = service;
        this.companion = companion;
    }

    /**
     * Returns a file for a ciphertext alone.
     *
     * @param format whose it is, for the approval
     * @param kek the file of the wrapping key
     */
    public static CiphertextFile of(Output file, String format, Path kek, OaepHash oaepHash) {
        Arguments.notNull("file", file, "format", format);
        Arguments.notNull("kek", kek, "oaepHash", oaepHash);
        return new CiphertextFile(file, format, kek, oaepHash, null, null);
    }

    /**
     * Returns the same for a cloud's key management service.
     *
     * @param takes refuses the keys that the service does not take
     * @param facts where the key goes, by name, for the approval
     * @param direct whether the key itself is under RSAES-OAEP, without an AES key between
     */
    public CiphertextFile forService(Taking takes, Map<String, String> facts, boolean direct) {
        Arguments.notNull("takes", takes, "facts", facts);
        Service chosen =
                new Service(takes, Collections.unmodifiableMap(new LinkedHashMap<>(facts)), direct);
        return new CiphertextFile(file, format, kek, oaepHash, chosen, companion);
    }

    /**
     * Returns the same with a second file, which the service needs beside the ciphertext.
     *
     * @param second where it goes
     * @param what what it is, for the record
     * @param content its bytes; nothing secret
     */
    public CiphertextFile with(Output second, String what, byte[] content) {
        Arguments.notNull("second", second, "what", what, "content", content);
        return new CiphertextFile(
                file, format, kek, oaepHash, service, new Companion(second, what, content.clone()));
    }

    Path path() {
        return file.path();
    }

    String format() {
        return format;
    }

    Path kek() {
        return kek;
    }

    OaepHash oaepHash() {
        return oaepHash;
    }

    void requireTakes(KeyDescription key) throws RefusedException {
        if (service != null) {
            service.takes().require(key);
        }
    }

    Map<String, String> facts() {
        return service == null ? Map.of() : service.facts();
    }

    boolean isDirect() {
        return service != null && service.direct();
    }

    /** Writes the ciphertext and what goes with it, or neither. */
    void write(byte[] content, RecordDraft record) throws KeyTransferException {
        if (companion == null) {
            file.write(content);
        } else {
            companion.file().write(companion.content());
            try {
                file.write(content);
            } catch (KeyTransferException e) {
                try {
                    FileNames.deleteIfExists(companion.file().path());
                } catch (IOException notRemoved) {
                    e.addSuppressed(notRemoved);
                }
                throw e;
            }
            record.written(companion.what(), companion.file().path(), companion.content());
        }
        record.written("blob", file.path(), content);
    }
}
