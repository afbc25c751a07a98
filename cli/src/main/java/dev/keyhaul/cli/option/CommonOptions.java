package dev.keyhaul.cli.option;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.key.KeyProfile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every command accepts; without effect where they do not apply. */
public final class CommonOptions {
    /** The PKCS#11 module. */
    @Option(
            names = "--module",
            paramLabel = "PATH",
            description =
                    "PKCS#11 module (else the URI's module-path, KEYHAUL_PKCS11_MODULE, the known paths)")
    public @Nullable Path module;

    /** The PKCS#11 binding. */
    @Option(names = "--backend", paramLabel = "jna|iaik", description = "PKCS#11 binding")
    public String backend = "jna";

    @Option(names = "--pin-file", paramLabel = "FILE", description = "token PIN, from a file")
    private @Nullable Path pinFile;

    @Option(
            names = "--pin-env",
            paramLabel = "NAME",
            description = "token PIN, from an environment variable")
    private @Nullable String pinEnv;

    @Option(
            names = "--pin-fd",
            paramLabel = "N",
            description = "token PIN, from an open file descriptor")
    private @Nullable Integer pinFd;

    @Option(
            names = "--to-pin-file",
            paramLabel = "FILE",
            description = "another token's PIN: the recipient's")
    private @Nullable Path toPinFile;

    /** Passwords of files, for the sources and destinations that have them. */
    @Mixin public FilePasswordOptions filePasswords = new FilePasswordOptions();

    /** Which lengths are allowed. */
    @Option(
            names = "--profile",
            paramLabel = "tenant-key|key-vault",
            description = "which key lengths are allowed (default: tenant-key)")
    public KeyProfile profile = KeyProfile.TENANT_KEY;

    /** Lets 1024 bits pass. */
    @Option(names = "--allow-weak-key", description = "let RSA-1024 pass, with a warning")
    public boolean allowWeakKey;

    /** Reports as JSON. */
    @Option(names = "--json", description = "report as JSON")
    public boolean json;

    /** Replace a file. */
    @Option(names = "--force", description = "replace an existing output file")
    public boolean force;

    /** No notes. */
    @Option(
            names = {"-q", "--quiet"},
            description = "no notes, only data, warnings and errors")
    public boolean quiet;

    /** More notes. */
    @Option(
            names = {"-v", "--verbose"},
            description = "more notes, and the trace of an error")
    public boolean verbose;

    /** Picocli prints the help. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    public boolean help;

    /** What the command notes of itself for its record; no option. */
    public final RecordDraft record = new RecordDraft();

    /** Returns where the token's PIN comes from. */
    public SecretSource pin() {
        SecretSource.Builder source = SecretSource.of("PIN", "--pin-file");
        return source.file(pinFile).environment(pinEnv).descriptor(pinFd).build();
    }

    /** Tells whether the token's PIN comes from where it cannot be read twice. */
    public boolean isPinReadOnce() {
        return pinFd != null;
    }

    /** Returns the file of the token's PIN where one was named, for those who only pass it on. */
    public @Nullable Path pinFile() {
        return pinFile;
    }

    /** Returns where the other token's PIN comes from. */
    public SecretSource toPin() {
        return SecretSource.of("PIN of the recipient's token", "--to-pin-file")
                .file(toPinFile)
                .build();
    }

    /** Refuses a binding that there is not. */
    public void requireKnownBackend() {
        if (!backend.equals("jna") && !backend.equals("iaik")) {
            throw new UsageException(
                    "there is no backend '" + backend + "'; it is jna or iaik",
                    "leave --backend out: then it is jna");
        }
    }
}
