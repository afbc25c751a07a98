package dev.keyhaul.cli.key;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a key's public half. */
public final class KeyExportPublicCommand extends Command {
    enum Format {
        PEM,
        DER,
        JWK
    }

    @Mixin private KeySourceOption key = new KeySourceOption();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "the output file (default: standard output)")
    private @Nullable Path out;

    @Option(names = "--format", paramLabel = "pem|der|jwk", description = "default: pem")
    private Format format = Format.PEM;

    @Mixin private AccessOptions access = new AccessOptions();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        Optional<OutputFile> file = overwrite.ifNamed(out, console);
        byte[] encoded;
        try (OpenedSource opened = OpenedSource.of(key.source, access, console)) {
            encoded = encode(opened.key().description());
        }
        if (file.isEmpty()) {
            console.write(encoded);
        } else {
            file.get().write(encoded);
        }
    }

    private byte[] encode(KeyDescription key) throws RefusedException {
        PublicKey half =
                key.publicKey()
                        .orElseThrow(
                                () ->
                                        new RefusedException(
                                                Reason.KEY_KIND,
                                                "the key is "
                                                        + key.name()
                                                        + "; it has no public half",
                                                "use its fingerprint, which 'keyhaul inspect' shows"));
        return switch (format) {
            case PEM -> PublicKeyEncoding.pem(half);
            case DER -> PublicKeyEncoding.der(half);
            case JWK ->
                    key instanceof KeyDescription.Ec pair
                            ? PublicKeyEncoding.jwk(pair)
                            : PublicKeyEncoding.jwk(key.requireRsa());
        };
    }
}
