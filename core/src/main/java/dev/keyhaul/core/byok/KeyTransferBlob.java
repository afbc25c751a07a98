package dev.keyhaul.core.byok;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrappedKey;
import java.nio.file.Path;

/**
 * A key transfer blob ({@code .byok}) that this process made: a key wrapped under an authenticated
 * KEK by {@link BlobWrapper}, within the rules, with what is proven of the bytes. A file that is
 * read is an {@link BlobContent}. Immutable.
 *
 * <pre>{@code
 * KeyTransferBlob blob = BlobWrapper.under(kek).build().wrap(key);
 * show(blob.wrapped().proof().label(blob.wrapped().method())); // what is proven of these bytes
 * blob.writeTo(blobFile);
 * }</pre>
 *
 * @since 0.1.0
 */
public final class KeyTransferBlob {
    private final BlobContent content;
    private final WrappedKey wrapped;

    /** For the wrapper alone. */
    KeyTransferBlob(KeyExchangeKey kek, WrappedKey wrapped, String generator) {
        if (wrapped.method() != WrapMethod.RSA_AES_SHA1
                || !wrapped.wrappingKey().equals(kek.wrappingKey().identity())) {
            throw new IllegalArgumentException("not wrapped under this KEK as Azure takes it");
        }
        this.content =
                new BlobContent(
                        kek.kid(),
                        wrapped.ciphertext(),
                        generator + "; " + wrapped.origin().maker());
        this.wrapped = wrapped;
    }

    /** {@return the KEK's versioned identifier} */
    public KeyIdentifier kid() {
        return content.kid();
    }

    /** {@return what the file contains, as a vault imports it} */
    public BlobContent content() {
        return content;
    }

    /** {@return the wrapped key, and how it was wrapped and proven} */
    public WrappedKey wrapped() {
        return wrapped;
    }

    /**
     * Returns the file, after reading it back: it holds the very bytes that were proven.
     *
     * @return indented UTF-8 JSON with the members in the specification's order
     * @throws CheckFailedException if the bytes changed in memory
     */
    public byte[] toFile() throws KeyTransferException {
        byte[] file = content.toFile();
        wrapped.requireUnchanged(BlobContent.parse(file).ciphertext());
        return file;
    }

    /**
     * Writes the {@code .byok} file: whole, for its owner alone, or not at all. It never replaces a
     * file.
     *
     * @param newFile a file that does not exist yet
     * @throws FileException if the file exists, or cannot be written
     * @throws CheckFailedException if the bytes changed in memory
     */
    public void writeTo(Path newFile) throws KeyTransferException {
        OutputFile.at(newFile).write(toFile());
    }

    @Override
    public String toString() {
        return "KeyTransferBlob[" + wrapped + "]";
    }
}
