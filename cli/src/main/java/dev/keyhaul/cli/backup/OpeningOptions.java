package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.opening.RecipientToken;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.source.TokenLease;
import java.nio.file.Path;
import java.util.List;

/** With what a copy is opened: a token that is its recipient, or what other recipients have. */
public record OpeningOptions(Given given) {

    public static final Opt<String> TOKEN =
            Opt.text(
                    "--token NAME",
                    "the recipient's token (default: the one that the copy names)",
                    Settable.TOKEN);

    static final Opt.Sure<List<Path>> RECIPIENT_KEY =
            Opt.input(
                            "--recipient-key PRIVATE.pem",
                            "the private key of the certificate that the copy was made for",
                            Not.SECRET)
                    .many();

    static final Opt.Sure<List<Path>> SHARE =
            Opt.input("--share FILE", "a share that its holder has opened; may be repeated").many();

    static final Opt.Sure<List<Path>> SHARE_KEY =
            Opt.input(
                            "--share-key PRIVATE.pem",
                            "the private key of a share's holder; may be repeated",
                            Not.SECRET)
                    .many();

    static final Opt.Sure<List<Path>> SHARE_PASSWORD_FILE =
            Opt.input(
                            "--share-password-file FILE",
                            "passphrase of a share's holder; may be repeated, in any order",
                            Not.SECRET)
                    .many();

    public static final Rows ROWS =
            Rows.of(OpeningOptions.class, Heading.RECIPIENTS)
                    .and(TOKEN, RECIPIENT_KEY, SHARE, SHARE_KEY, SHARE_PASSWORD_FILE);

    /** Opens the token of the option, or the one that the copy names. */
    TokenLease openToken(MasterCopy copy, AccessOptions access, Console console)
            throws KeyTransferException {
        String typed = given.get(TOKEN);
        String label = typed == null ? RecipientToken.label(copy) : typed;
        return CommandTokens.byLabel(label, access.token(), console);
    }

    /** Reads what opens a copy in memory; empty when its token does. */
    CopyKeys read(MasterCopy copy, AccessOptions access) throws KeyTransferException {
        CopyKeys.Files files =
                new CopyKeys.Files(
                        given.get(RECIPIENT_KEY),
                        given.get(SHARE_KEY),
                        given.get(SHARE),
                        given.get(SHARE_PASSWORD_FILE));
        CommandSecrets secrets = CommandSecrets.of(access);
        return given.get(TOKEN) == null
                ? CopyKeys.readFor(copy, files, secrets)
                : CopyKeys.read(files, secrets);
    }
}
