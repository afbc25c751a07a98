package dev.keyhaul.batch.destination;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The public halves of keys: {@code public} names the file, in PEM. Stateless: any thread may use
 * it.
 *
 * @since 0.1.0
 */
public final class PublicKeyDestination implements BatchDestination {
    private static final String PUBLIC = "public";

    /** Makes the destination. */
    public PublicKeyDestination() {}

    @Override
    public String namingColumn() {
        return PUBLIC;
    }

    @Override
    public List<String> otherColumns() {
        return List.of();
    }

    @Override
    public BatchTarget parse(BatchItem item) throws KeyTransferException {
        return new PublicHalf(item.path(PUBLIC));
    }

    private record PublicHalf(Optional<Path> file) implements BatchTarget {
        @Override
        public boolean isUnderKek() {
            return false;
        }

        @Override
        public void check() {}

        @Override
        public Decision decide(Consumer<String> warnings) {
            return Decision.to((key, told) -> new Delivery.File(pem(key.description())));
        }

        private static byte[] pem(KeyDescription key) throws RefusedException {
            return key.publicKey()
                    .map(PublicKeyEncoding::pem)
                    .orElseThrow(
                            () ->
                                    new RefusedException(
                                            Reason.KEY_KIND,
                                            "the key is "
                                                    + key.name()
                                                    + "; it has no public half"));
        }
    }
}
