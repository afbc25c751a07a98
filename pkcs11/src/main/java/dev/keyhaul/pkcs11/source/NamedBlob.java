package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A key that was wrapped for the recovery pair of a token; {@link
 * dev.keyhaul.pkcs11.token.RecoveryKey#restore} takes its ciphertext.
 *
 * @param path the file
 * @since 0.1.0
 */
public record NamedBlob(Path path) implements NamedKey {
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    public NamedBlob {
        Arguments.notNull("path", path);
    }

    @Override
    public Secret secret() {
        return Secret.PIN;
    }

    @Override
    public boolean mayBeSoftware() {
        return false;
    }

    @Override
    public Optional<Path> file() {
        return Optional.of(path);
    }

    @Override
    public OpenedKey openUnchecked(SourceContext context) throws RefusedException {
        Arguments.notNull("context", context);
        throw new RefusedException(
                Reason.SOURCE_FORM,
                "a blob can be unwrapped only in the token of its recovery pair: " + path,
                "import it into that token, and use the key there");
    }

    /**
     * Reads the file.
     *
     * @throws KeyTransferException when it cannot be read, or is clearly something else
     */
    public byte[] read() throws KeyTransferException {
        byte[] content = InputFile.read(path, MAX_FILE_BYTES);
        FileKind.require(path, content, FileKind.BLOB, FileKind.CIPHERTEXT);
        return content;
    }

    /**
     * Returns the ciphertext in the bytes of such a file: RSAES-OAEP part, then AES-KWP part.
     *
     * @throws KeyTransferException when it is a malformed blob
     */
    public static byte[] ciphertext(byte[] file) throws KeyTransferException {
        return JsonObject.isMeant(file) && isText(file)
                ? BlobContent.parse(file).ciphertext()
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
