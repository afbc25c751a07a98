package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.source.KeySource;
import java.nio.file.Path;

/**
 * {@code blob:FILE}: a key that was wrapped for the recovery pair of a token, the ciphertext alone
 * or in a key transfer blob. It opens in that token alone. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class BlobSource implements KeySource {
    /** Makes the source. */
    public BlobSource() {}

    @Override
    public String scheme() {
        return "blob";
    }

    @Override
    public String form() {
        return "blob:FILE";
    }

    @Override
    public NamedBlob parse(String rest, Path baseFolder) {
        return new NamedBlob(baseFolder.resolve(rest));
    }
}
