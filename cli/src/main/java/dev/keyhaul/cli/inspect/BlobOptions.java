package dev.keyhaul.cli.inspect;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.lint.LintContext;
import java.nio.file.Path;
import java.time.Clock;

/** What a blob is compared with. */
record BlobOptions(Given given) {

    static final Opt<Path> KEK =
            Opt.input(
                    "--kek FILE",
                    "the KEK of a blob: its record, the JSON of 'az keyvault key show', or its public key in PEM or DER");

    static final Opt<KeyIdentifier> KID =
            Opt.of(
                    "--kid URL",
                    Kinds.keyId(),
                    "for a blob: the KEK's identifier with version",
                    Not.PROVES);

    static final Opt<VaultHost> VAULT =
            Opt.of(
                    "--vault URL",
                    Kinds.vault(),
                    "for a blob: the vault that it was made for",
                    Settable.VAULT);

    public static final Rows ROWS =
            Rows.of(BlobOptions.class, Heading.BLOB_TO_READ).and(KEK, KID, VAULT);

    /** Whether one is given; an unrecognised file is then judged as a blob. */
    boolean isGiven() {
        return ROWS.all().stream().anyMatch(given::has);
    }

    /** Reads what is given. */
    LintContext read() throws KeyTransferException {
        LintContext context = LintContext.fileAlone(Clock.systemUTC().instant());
        Path kek = given.get(KEK);
        context = kek == null ? context : context.withKek(KekFile.describedIn(kek));
        context = given.find(KID).map(context::withKid).orElse(context);
        return given.find(VAULT).map(context::withVault).orElse(context);
    }
}
