package dev.keyhaul.cli.backup;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.cli.source.OpenToken;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The evidence key that signs what is written. */
public final class SigningOptions {
    @Option(
            names = "--sign-with",
            paramLabel = "SOURCE",
            description = "the evidence key: a token key made for it, or pem:FILE")
    private @Nullable String source;

    @Option(
            names = "--sign-pin-file",
            paramLabel = "FILE",
            description = "PIN of the evidence key's token, from a file")
    private @Nullable Path pinFile;

    /** Opens the evidence key, if there is one, while tokens are open. */
    OpenEvidenceKey open(List<OpenToken> others, CommonOptions common, Console console)
            throws KeyTransferException {
        if (source == null) {
            return OpenEvidenceKey.none();
        }
        SecretSource pin =
                pinFile == null && others.isEmpty()
                        ? common.pin()
                        : SecretSource.of("PIN of the evidence key's token", "--sign-pin-file")
                                .file(pinFile)
                                .build();
        return OpenEvidenceKey.of(OpenKey.beside(others, source, pin, common, console));
    }
}
