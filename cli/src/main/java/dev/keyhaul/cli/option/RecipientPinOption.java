package dev.keyhaul.cli.option;

import dev.keyhaul.cli.secret.SecretSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The PIN of a second token, which gets the key. */
public final class RecipientPinOption {
    @Option(
            names = "--to-pin-file",
            paramLabel = "FILE",
            description = "PIN of the recipient's token, from a file")
    private @Nullable Path file;

    /** Returns where the other token's PIN comes from. */
    public SecretSource pin() {
        return SecretSource.of("PIN of the recipient's token", "--to-pin-file").fromFile(file);
    }
}
