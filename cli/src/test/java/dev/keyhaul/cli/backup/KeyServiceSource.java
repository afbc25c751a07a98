package dev.keyhaul.cli.backup;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.KeyServiceKey;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * {@code kms:FILE}: a key of a cloud's key management service, which the file stands for. The
 * service proves each wrap, unless the file's name begins with {@code unproven}.
 */
public final class KeyServiceSource implements KeySource {
    /** Makes the source. */
    public KeyServiceSource() {}

    @Override
    public String scheme() {
        return "kms";
    }

    @Override
    public String form() {
        return "kms:FILE";
    }

    @Override
    public NamedKey parse(String rest, Path baseFolder) {
        return new InService(baseFolder.resolve(rest));
    }

    private record InService(Path path) implements NamedKey {
        @Override
        public Secret secret() {
            return Secret.NONE;
        }

        @Override
        public boolean mayBeSoftware() {
            return false;
        }

        @Override
        public Optional<Path> file() {
            return Optional.empty();
        }

        @Override
        public OpenedKey openUnchecked(SourceContext context) throws KeyTransferException {
            boolean proves = !path.getFileName().toString().startsWith("unproven");
            return OpenedKey.of(
                    new KeyServiceKey(read(), proves ? WrapProof.BY_HOME : WrapProof.NOT_PROVEN));
        }

        private SoftwareKey read() throws KeyTransferException {
            try {
                return SoftwareKey.fromPkcs8(
                        Files.readAllBytes(path),
                        new KeyOrigin(
                                KeyOrigin.Protection.SOFTWARE, "service", "service", Map.of()));
            } catch (IOException e) {
                throw FileException.reading(path, e);
            }
        }
    }
}
