package dev.keyhaul.cli.option;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where the passwords of input and output files come from. No source or destination of this version
 * has one; the options are accepted, so that scripts need not change when one comes.
 */
public final class FilePasswordOptions {
    /** Of an input file. */
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "password of an input file")
    public @Nullable Path passwordFile;

    /** Of an input file. */
    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "password of an input file, from an environment variable")
    public @Nullable String passwordEnv;

    /** Of an output file. */
    @Option(
            names = "--out-password-file",
            paramLabel = "FILE",
            description = "password of an output file")
    public @Nullable Path outPasswordFile;

    /** Of an output file. */
    @Option(
            names = "--out-password-env",
            paramLabel = "NAME",
            description = "password of an output file, from an environment variable")
    public @Nullable String outPasswordEnv;
}
