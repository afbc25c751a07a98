package dev.keyhaul.cli.option;

import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.secret.PasswordSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the password of an input file comes from. */
public final class PasswordOptions {
    @ArgGroup private Ways way = new Ways();

    /** One of them, or none: then the terminal is asked. */
    static final class Ways {
        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "password of an input file")
        private @Nullable Path file;

        @Option(
                names = "--password-env",
                paramLabel = "NAME",
                description = "password of an input file, from an environment variable")
        private @Nullable String environment;
    }

    /** Returns where the file's password comes from: an option, or the terminal. */
    public PasswordSource of(Path file) {
        SecretSource source = of(file.toString());
        return () -> source.read("Password of " + file);
    }

    /** Returns the source of one password for input files, which {@code what} names. */
    public SecretSource of(String what) {
        return SecretSource.of("password of " + what, "--password-file")
                .fromFile(way.file)
                .fromEnvironment(way.environment);
    }

    /** Whether an option names the password. */
    public boolean isNamed() {
        return way.file != null || way.environment != null;
    }
}
