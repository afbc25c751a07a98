package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchJournal;
import dev.keyhaul.batch.Prepared;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Items that become transfer blobs. */
final class BlobItems {
    private static final String SHA256 = "sha256";
    private static final int MAX_BLOB_BYTES = 1024 * 1024;

    private final BatchJournal journal;
    private final boolean replace;

    BlobItems(BatchJournal journal, boolean replace) {
        this.journal = journal;
        this.replace = replace;
    }

    /** Writes a blob beside the place where it is to be. */
    Prepared stage(ItemPlan plan, Path output, KeyTransferBlob blob) throws KeyTransferException {
        byte[] content = blob.toFile();
        OutputFile file = replace ? replaced(plan, output) : OutputFile.newAt(output);
        return new Prepared.File(
                plan.item(),
                JsonObject.builder().put(SHA256, sha256(content)).build(),
                file.stage(content, journal.temporaryName(plan.item())));
    }

    private static OutputFile replaced(ItemPlan plan, Path output) throws FileException {
        OutputFile file = OutputFile.at(output, /* replace= */ true);
        Optional<Path> source = plan.key().file();
        if (source.isPresent()) {
            file.requireNot(source.get());
        }
        return file;
    }

    /** A blob is never made twice alike: the very bytes tell that it is the one. */
    Optional<JsonObject> find(ItemPlan plan, Path output, JsonObject intent)
            throws KeyTransferException {
        boolean found =
                Files.exists(output, LinkOption.NOFOLLOW_LINKS)
                        && sha256(InputFile.readRegular(output, MAX_BLOB_BYTES))
                                .equals(intent.string(SHA256));
        if (!found) {
            return Optional.empty();
        }
        OutputFile.at(output, true).discardStaged(journal.temporaryName(plan.item()));
        return Optional.of(JsonObject.builder().put("found", true).build());
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
