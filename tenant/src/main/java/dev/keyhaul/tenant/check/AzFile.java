package dev.keyhaul.tenant.check;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A file with what az printed. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class AzFile {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private AzFile() {}

    /**
     * Reads what az printed, such as {@link AzVaultFacts#parse}. Called by the thread that reads
     * the file.
     *
     * @param <T> what is read
     */
    public interface Parser<T> {
        /**
         * Reads it.
         *
         * @throws KeyTransferException if it is something else
         */
        T parse(byte[] json) throws KeyTransferException;
    }

    /**
     * Reads a file of at most 4 MiB, in UTF-8 or in UTF-16, with or without a byte order mark:
     * {@code >} of Windows PowerShell writes UTF-16.
     *
     * @param file null where nothing was given
     * @param command of az, for the error
     * @throws KeyTransferException naming the file and the command, if it is something else
     */
    public static <T> Optional<T> read(@Nullable Path file, String command, Parser<T> parser)
            throws KeyTransferException {
        Arguments.notNull("command", command, "parser", parser);
        if (file == null) {
            return Optional.empty();
        }
        byte[] text = InputFile.read(file, MAX_BYTES);
        try {
            return Optional.of(parser.parse(utf8(text)));
        } catch (MalformedInputException e) {
            FileKind.require(file, text, FileKind.AZ_JSON, FileKind.VAULT_KEY);
            throw new MalformedInputException(
                    Reason.AZ_FILE,
                    file + ": " + e.getMessage(),
                    "it must be the JSON of '" + command + "'",
                    e);
        }
    }

    /** JSON begins with two characters of ASCII, so a zero among them is half of one in UTF-16. */
    private static byte[] utf8(byte[] text) throws MalformedInputException {
        if (startsWith(text, 0xEF, 0xBB, 0xBF)) {
            return Arrays.copyOfRange(text, 3, text.length);
        }
        if (startsWith(text, 0xFF, 0xFE)) {
            return utf8(text, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(text, 0xFE, 0xFF)) {
            return utf8(text, 2, StandardCharsets.UTF_16BE);
        }
        if (text.length > 1 && text[0] != 0 && text[1] == 0) {
            return utf8(text, 0, StandardCharsets.UTF_16LE);
        }
        if (text.length > 1 && text[0] == 0 && text[1] != 0) {
            return utf8(text, 0, StandardCharsets.UTF_16BE);
        }
        return text;
    }

    private static boolean startsWith(byte[] text, int... mark) {
        return text.length >= mark.length
                && IntStream.range(0, mark.length).allMatch(i -> text[i] == (byte) mark[i]);
    }

    private static byte[] utf8(byte[] text, int from, Charset utf16)
            throws MalformedInputException {
        try {
            return utf16.newDecoder()
                    .decode(ByteBuffer.wrap(text, from, text.length - from))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new MalformedInputException(Reason.AZ_FILE, "it is not valid " + utf16, null, e);
        }
    }
}
