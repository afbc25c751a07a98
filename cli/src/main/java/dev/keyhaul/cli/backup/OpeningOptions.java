package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.opening.RecipientToken;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.source.TokenLease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** With what a copy is opened: a token that is its recipient, or what other recipients have. */
public final class OpeningOptions {
    @Option(
            names = "--token",
            paramLabel = "NAME",
            description = "the recipient's token (default: the one that the copy names)")
    @Nullable String token;

    @Option(
            names = "--recipient-key",
            paramLabel = "PRIVATE.pem",
            description = "the private key of the certificate that the copy was made for")
    private List<Path> recipientKeys = new ArrayList<>();

    @Option(
            names = "--share",
            paramLabel = "FILE",
            description = "a share that its holder has opened; may be repeated")
    private List<Path> shares = new ArrayList<>();

    @Option(
            names = "--share-key",
            paramLabel = "PRIVATE.pem",
            description = "the private key of a share's holder; may be repeated")
    private List<Path> holderKeys = new ArrayList<>();

    @Option(
            names = "--share-password-file",
            paramLabel = "FILE",
            description = "passphrase of a share's holder; may be repeated, in any order")
    private List<Path> sharePasswords = new ArrayList<>();

    /** Opens the token of the option, or the one that the copy names. */
    TokenLease openToken(MasterCopy copy, AccessOptions access, Console console)
            throws KeyTransferException {
        return CommandTokens.byLabel(
                token == null ? RecipientToken.label(copy) : token, access.token, console);
    }

    /** Reads what opens a copy in memory; empty when its token does. */
    CopyKeys read(MasterCopy copy, AccessOptions access) throws KeyTransferException {
        CopyKeys.Files files =
                new CopyKeys.Files(recipientKeys, holderKeys, shares, sharePasswords);
        CommandSecrets secrets = CommandSecrets.of(access);
        return token == null
                ? CopyKeys.readFor(copy, files, secrets)
                : CopyKeys.read(files, secrets);
    }
}
