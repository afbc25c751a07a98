package dev.keyhaul.cli.inspect;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.lint.LintContext;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a blob is compared with. */
final class BlobOptions {
    @Option(
            names = "--kek",
            paramLabel = "FILE",
            description =
                    "the KEK of a blob: its record, the JSON of 'az keyvault key show', or its public key in PEM or DER")
    private @Nullable Path kek;

    @Option(
            names = "--kid",
            paramLabel = "URL",
            description = "for a blob: the KEK's identifier with version")
    private @Nullable KeyIdentifier kid;

    @Option(
            names = "--vault",
            paramLabel = "URL",
            description = "for a blob: the vault that it was made for")
    private @Nullable VaultHost vault;

    /** Whether one is given; an unrecognised file is then judged as a blob. */
    boolean isGiven() {
        return kek != null || kid != null || vault != null;
    }

    /** Reads what is given. */
    LintContext read() throws KeyTransferException {
        LintContext context = LintContext.fileAlone(Clock.systemUTC().instant());
        context = kek == null ? context : context.withKek(KekFile.describedIn(kek));
        context = kid == null ? context : context.withKid(kid);
        return vault == null ? context : context.withVault(vault);
    }
}
