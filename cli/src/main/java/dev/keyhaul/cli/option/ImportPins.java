package dev.keyhaul.cli.option;

import dev.keyhaul.cli.secret.SecretSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The PINs of a command with two tokens: the one that has the key, and the one that gets it. */
public final class ImportPins {
    @ArgGroup private SourcePin sourcePin = new SourcePin();

    @ArgGroup private TokenPin tokenPin = new TokenPin();

    /** One of them, or none: then the terminal is asked. */
    static final class SourcePin {
        @Option(
                names = "--source-pin-file",
                paramLabel = "FILE",
                description = "PIN of the token that has the key, from a file")
        private @Nullable Path file;

        @Option(
                names = "--source-pin-env",
                paramLabel = "NAME",
                description = "PIN of the token that has the key, from an environment variable")
        private @Nullable String environment;

        @Option(
                names = "--source-pin-fd",
                paramLabel = "N",
                description = "PIN of the token that has the key, from an open file descriptor")
        private @Nullable Integer descriptor;
    }

    /** One of them, or none: then the terminal is asked. */
    static final class TokenPin {
        @Option(
                names = "--token-pin-file",
                paramLabel = "FILE",
                description = "PIN of the token that gets the key, from a file")
        private @Nullable Path file;

        @Option(
                names = "--token-pin-env",
                paramLabel = "NAME",
                description = "PIN of the token that gets the key, from an environment variable")
        private @Nullable String environment;

        @Option(
                names = "--token-pin-fd",
                paramLabel = "N",
                description = "PIN of the token that gets the key, from an open file descriptor")
        private @Nullable Integer descriptor;
    }

    /** Returns where the PIN of the token comes from that has the key. */
    public SecretSource source() {
        return SecretSource.of("PIN of the key's token", "--source-pin-file")
                .fromFile(sourcePin.file)
                .fromEnvironment(sourcePin.environment)
                .fromDescriptor(sourcePin.descriptor);
    }

    /** Returns where the PIN of the token comes from that gets the key. */
    public SecretSource token() {
        return SecretSource.of("PIN of the token that gets the key", "--token-pin-file")
                .fromFile(tokenPin.file)
                .fromEnvironment(tokenPin.environment)
                .fromDescriptor(tokenPin.descriptor);
    }
}
