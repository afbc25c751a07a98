package dev.keyhaul.cli.option;

import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.secret.PasswordSource;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the passwords of input and output files come from. */
public final class FilePasswordOptions {
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "password of an input file")
    private @Nullable Path passwordFile;

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "password of an input file, from an environment variable")
    private @Nullable String passwordEnv;

    @Option(
            names = "--out-password-file",
            paramLabel = "FILE",
            description = "password of an output file")
    private @Nullable Path outPasswordFile;

    @Option(
            names = "--out-password-env",
            paramLabel = "NAME",
            description = "password of an output file, from an environment variable")
    private @Nullable String outPasswordEnv;

    /** Lets a PKCS#12 file without MAC pass. */
    @Option(
            names = "--allow-no-mac",
            description = "read a PKCS#12 file that nothing protects against changes")
    public boolean allowNoMac;

    /**
     * Returns the file of an input file's password where one was named, for those who only pass it
     * on.
     */
    public @Nullable Path passwordFile() {
        return passwordFile;
    }

    /** Returns where an input file's password comes from: an option, or the terminal. */
    public PasswordSource ofInput(Path file) {
        SecretSource source = inputs(file.toString());
        return () -> source.read("Password of " + file);
    }

    /** Returns where a new file's password comes from: an option, or the terminal, twice. */
    public PasswordSource ofOutput(Path file) {
        SecretSource source = outputs(file.toString());
        return () -> source.readNew("New password of " + file);
    }

    /** Returns the source of one password for input files, which {@code what} names. */
    public SecretSource inputs(String what) {
        return SecretSource.of("password of " + what, "--password-file")
                .file(passwordFile)
                .environment(passwordEnv)
                .build();
    }

    /** Returns the source of one password for new files, which {@code what} names. */
    public SecretSource outputs(String what) {
        return SecretSource.of("password of " + what, "--out-password-file")
                .file(outPasswordFile)
                .environment(outPasswordEnv)
                .build();
    }

    /** Tells whether an option names an input file's password. */
    public boolean isInputNamed() {
        return passwordFile != null || passwordEnv != null;
    }

    /** Returns the file of an output file's password, for a password that is made here. */
    public Optional<Path> outputPasswordFile() {
        return Optional.ofNullable(outPasswordFile);
    }
}
