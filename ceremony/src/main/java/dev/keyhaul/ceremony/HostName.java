package dev.keyhaul.ceremony;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * This host's name and its user's, without a look-up in the network. Stateless: any thread may use
 * it.
 *
 * @since 0.1.0
 */
public final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    private static final int MAX_BYTES = 256;

    private HostName() {}

    /** Returns who works here, as user@host: so manifests and journals name people. */
    public static String operator() {
        return System.getProperty("user.name") + "@" + get();
    }

    /** Returns it. */
    public static String get() {
        try {
            return new String(InputFile.read(KERNEL, MAX_BYTES), StandardCharsets.UTF_8).strip();
        } catch (KeyTransferException e) {
            return Optional.ofNullable(System.getenv("HOSTNAME"))
                    .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                    .orElse("unknown-host");
        }
    }
}
