package dev.keyhaul.cli.key;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
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

/** Writes a key's public half. */
public record KeyExportPublicCommand(Given given) implements Command {
    enum Format {
        PEM,
        DER,
        JWK
    }

    public static final Opt<Path> OUT =
            Opt.output("-o --out FILE", "the output file (default: standard output)");

    static final Opt.Sure<Format> FORMAT =
            Opt.of("--format pem|der|jwk", Kind.words(Format.class, "format"), "default: pem")
                    .orElse(Format.PEM);

    public static final Rows ROWS =
            Rows.of(KeyExportPublicCommand.class)
                    .and(ConsoleOptions.ROWS, KeySourceOption.ROWS)
                    .and(OUT, FORMAT)
                    .and(AccessOptions.ROWS, OverwriteOption.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Optional<OutputFile> file = new OverwriteOption(given).ifNamed(given.get(OUT), console);
        byte[] encoded;
        try (OpenedSource opened =
                OpenedSource.of(new KeySourceOption(given).source(), access(), console)) {
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
        return switch (given.get(FORMAT)) {
            case PEM -> PublicKeyEncoding.pem(half);
            case DER -> PublicKeyEncoding.der(half);
            case JWK ->
                    key instanceof KeyDescription.Ec pair
                            ? PublicKeyEncoding.jwk(pair)
                            : PublicKeyEncoding.jwk(key.requireRsa());
        };
    }
}
