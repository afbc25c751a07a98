package dev.keyhaul.cli.byok;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.BlobFormat;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;
import java.util.Objects;

/** What goes into a blob: a key where it lives, or what another tool has wrapped already. */
public record TargetOptions(Given given) {
    private static final int MAX_BYTES = 64 * 1024;

    public static final Opt<TypedSource> KEY =
            Opt.of("--key SOURCE", Kinds.source(), KeySourceOption.DESCRIPTION);

    static final Opt<Path> FROM_WRAPPED =
            Opt.input(
                    "--from-wrapped FILE",
                    "instead of --key: the raw RSA-AES bytes that another tool wrapped under the KEK, such as those of a YubiHSM 2; nothing proves which key they contain");

    static final Opt<Path> PUBLIC =
            Opt.input(
                    "--public PUB",
                    "with --from-wrapped: the public half of the wrapped key, PEM or DER");

    public static final Rows ROWS = Rows.of(TargetOptions.class).and(KEY, FROM_WRAPPED, PUBLIC);

    /** Checks that the options say one thing. */
    void check(BlobFormat format) {
        if (given.has(KEY) == isWrapped()) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    !isWrapped()
                            ? "--key or --from-wrapped is missing"
                            : "--key and --from-wrapped cannot be used together",
                    "give the key with --key, or with --from-wrapped the bytes that another tool wrapped");
        }
        if (isWrapped() != given.has(PUBLIC)) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    !isWrapped()
                            ? "--public can only be used with --from-wrapped"
                            : "--public is missing",
                    !isWrapped()
                            ? "leave out --public, or give --from-wrapped instead of --key"
                            : "the wrapped bytes do not show which key they contain: give its public half");
        }
        if (isWrapped() && format != BlobFormat.AZURE) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--from-wrapped can only be used with format azure",
                    "in other formats, the output would be the wrapped bytes themselves: use that file");
        }
    }

    /** Returns the source of the key, unless another tool wrapped it. */
    TypedSource source() {
        return given.find(KEY).orElseGet(() -> TypedSource.of(""));
    }

    /** Whether another tool wrapped it. */
    boolean isWrapped() {
        return given.has(FROM_WRAPPED);
    }

    /** Returns that tool's bytes. */
    byte[] wrapped(Console console) throws KeyTransferException {
        Path file = Objects.requireNonNull(given.get(FROM_WRAPPED));
        byte[] bytes = InputFile.read(file, MAX_BYTES);
        FileKind.require(file, bytes, FileKind.CIPHERTEXT);
        console.record().read("wrapped key", file, bytes);
        return bytes;
    }

    /** Returns the public half of what the bytes are said to hold. */
    KeyDescription expected() throws KeyTransferException {
        return InputFile.parse(
                Objects.requireNonNull(given.get(PUBLIC)),
                MAX_BYTES,
                PublicKeyEncoding::parseKey,
                FileKind.PUBLIC_KEY);
    }
}
