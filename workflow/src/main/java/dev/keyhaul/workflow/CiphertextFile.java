package dev.keyhaul.workflow;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.cloud.CloudImport;
import dev.keyhaul.core.file.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a ciphertext alone is written, and, for an import into a cloud, what the cloud needs beside
 * it. For our modules, which alone see the types of its parts.
 *
 * @param file the ciphertext
 * @param format whose it is, for the approval
 * @param kek the file of the wrapping key
 * @param oaepHash the hash that its owner asks for
 * @param cloud the import; null if only a ciphertext is wanted
 * @param companion what the cloud needs beside it; null for nothing
 * @since 0.1.0
 */
@SuppressWarnings("exports")
public record CiphertextFile(
        OutputFile file,
        String format,
        Path kek,
        OaepHash oaepHash,
        @Nullable CloudImport cloud,
        @Nullable OutputFile companion) {

    public CiphertextFile {
        Arguments.notNull("file", file);
        Arguments.notNull("format", format);
        Arguments.notNull("kek", kek);
        Arguments.notNull("oaepHash", oaepHash);
    }

    /**
     * Returns a file for a ciphertext alone.
     *
     * @param format whose it is, for the approval
     * @param kek the file of the wrapping key
     */
    public static CiphertextFile of(OutputFile file, String format, Path kek, OaepHash oaepHash) {
        return new CiphertextFile(file, format, kek, oaepHash, null, null);
    }

    /** Writes the ciphertext and what goes with it, or neither. */
    void write(byte[] content, RecordDraft record) throws KeyTransferException {
        if (cloud == null || companion == null) {
            file.write(content);
        } else {
            CloudImport.Companion second = cloud.companion().orElseThrow();
            companion.write(second.content());
            try {
                file.write(content);
            } catch (KeyTransferException e) {
                try {
                    Files.deleteIfExists(companion.path());
                } catch (IOException notRemoved) {
                    e.addSuppressed(notRemoved);
                }
                throw e;
            }
            record.written(second.what(), companion.path(), second.content());
        }
        record.written("blob", file.path(), content);
    }
}
