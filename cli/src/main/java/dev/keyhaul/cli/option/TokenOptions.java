package dev.keyhaul.cli.option;

import dev.keyhaul.cli.secret.SecretSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a token is reached: its module, and its PIN. */
public final class TokenOptions {
    /** The module. */
    @Mixin public ModuleOptions module = new ModuleOptions();

    @ArgGroup private PinOptions pin = new PinOptions();

    private @Nullable SecretSource given;

    /** One of them, or none: then the terminal is asked. */
    static final class PinOptions {
        @Option(names = "--pin-file", paramLabel = "FILE", description = "token PIN, from a file")
        private @Nullable Path file;

        @Option(
                names = "--pin-env",
                paramLabel = "NAME",
                description = "token PIN, from an environment variable")
        private @Nullable String environment;

        @Option(
                names = "--pin-fd",
                paramLabel = "N",
                description = "token PIN, from an open file descriptor")
        private @Nullable Integer descriptor;
    }

    /** Returns the options of a token whose PIN has options of another name. */
    static TokenOptions of(ModuleOptions module, SecretSource pin) {
        TokenOptions options = new TokenOptions();
        options.module = module;
        options.given = pin;
        return options;
    }

    /** Returns where the token's PIN comes from. */
    public SecretSource pin() {
        if (given != null) {
            return given;
        }
        return SecretSource.of("PIN", "--pin-file")
                .fromFile(pin.file)
                .fromEnvironment(pin.environment)
                .fromDescriptor(pin.descriptor);
    }

    /** Whether the token's PIN comes from where it cannot be read twice. */
    public boolean isPinReadOnce() {
        return pin().isReadOnce();
    }
}
