package dev.keyhaul.cli.byok;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.BlobFormat;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What goes into a blob: a key where it lives, or what another tool has wrapped already. */
final class TargetOptions {
    private static final int MAX_BYTES = 64 * 1024;

    @Option(names = "--key", paramLabel = "SOURCE", description = KeySourceOption.DESCRIPTION)
    private @Nullable TypedSource source;

    @Option(
            names = "--from-wrapped",
            paramLabel = "FILE",
            description =
                    "instead of --key: the raw RSA-AES bytes that another tool wrapped under the KEK, such as those of a YubiHSM 2; nothing proves which key they contain")
    private @Nullable Path wrapped;

    @Option(
            names = "--public",
            paramLabel = "PUB",
            description = "with --from-wrapped: the public half of the wrapped key, PEM or DER")
    private @Nullable Path publicKey;

    /** Checks that the options say one thing. */
    void check(BlobFormat format) {
        if ((source == null) == (wrapped == null)) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    source == null
                            ? "--key or --from-wrapped is missing"
                            : "--key and --from-wrapped cannot be used together",
                    "give the key with --key, or with --from-wrapped the bytes that another tool wrapped");
        }
        if ((wrapped == null) != (publicKey == null)) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    wrapped == null
                            ? "--public can only be used with --from-wrapped"
                            : "--public is missing",
                    wrapped == null
                            ? "leave out --public, or give --from-wrapped instead of --key"
                            : "the wrapped bytes do not show which key they contain: give its public half");
        }
        if (wrapped != null && format != BlobFormat.AZURE) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--from-wrapped can only be used with format azure",
                    "in other formats, the output would be the wrapped bytes themselves: use that file");
        }
    }

    /** Returns the source of the key, unless another tool wrapped it. */
    TypedSource source() {
        return source == null ? TypedSource.of("") : source;
    }

    /** Whether another tool wrapped it. */
    boolean isWrapped() {
        return wrapped != null;
    }

    /** Returns that tool's bytes. */
    byte[] wrapped(Console console) throws KeyTransferException {
        Path file = Objects.requireNonNull(wrapped);
        byte[] bytes = InputFile.read(file, MAX_BYTES);
        FileKind.require(file, bytes, FileKind.CIPHERTEXT);
        console.record().read("wrapped key", file, bytes);
        return bytes;
    }

    /** Returns the public half of what the bytes are said to hold. */
    KeyDescription expected() throws KeyTransferException {
        return InputFile.parse(
                Objects.requireNonNull(publicKey),
                MAX_BYTES,
                PublicKeyEncoding::parseKey,
                FileKind.PUBLIC_KEY);
    }
}
