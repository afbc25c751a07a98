package dev.keyhaul.cli.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.PrivateKeyPem;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;

/** {@code pem:FILE}. */
final class PemSource {
    private static final int MAX_FILE_BYTES = 64 * 1024;

    private PemSource() {}

    static SoftwareKey open(Path file) throws KeyTransferException {
        byte[] content = InputFile.read(file, MAX_FILE_BYTES);
        try (SecretBytes pkcs8 = PrivateKeyPem.parse(content)) {
            KeyOrigin origin =
                    new KeyOrigin(
                            KeyOrigin.Protection.SOFTWARE,
                            file.toString(),
                            "software key",
                            Map.of());
            return SoftwareKey.fromPkcs8(
                    pkcs8.withRawSecretBytes(byte[]::clone), origin, new SecureRandom());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
