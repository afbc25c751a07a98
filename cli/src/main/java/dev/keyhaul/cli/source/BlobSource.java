package dev.keyhaul.cli.source;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.UnprovenBlob;
import dev.keyhaul.core.file.InputFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * {@code blob:FILE}: a key that was wrapped for the recovery pair of a token, the ciphertext alone
 * or in a key transfer blob. It opens nowhere else, so that only {@code key import} takes it.
 */
public final class BlobSource {
    private static final String PREFIX = "blob:";
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    private BlobSource() {}

    /** Tells whether a SOURCE names one. */
    public static boolean isNamedBy(String source) {
        return source.startsWith(PREFIX);
    }

    /**
     * Reads the ciphertext of a SOURCE: RSAES-OAEP part, then AES-KWP part.
     *
     * @param record notes the file
     * @throws KeyTransferException when the file cannot be read, or is a malformed blob
     */
    public static byte[] ciphertext(String source, RecordDraft record) throws KeyTransferException {
        Path path = Path.of(source.substring(PREFIX.length()));
        byte[] file = InputFile.read(path, MAX_FILE_BYTES);
        record.read("blob", path, file);
        return KekRecord.looksLikeJson(file) && isText(file)
                ? UnprovenBlob.parse(file).ciphertext()
                : file;
    }

    /** One ciphertext in some hundred begins like JSON, but none is UTF-8 to its end. */
    private static boolean isText(byte[] file) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
