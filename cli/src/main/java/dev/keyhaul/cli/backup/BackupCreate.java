package dev.keyhaul.cli.backup;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.UsageException;
import dev.keyhaul.cli.Version;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.ModuleReport;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.AdRmsIntoToken;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.cli.source.OpenToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.LeaveToken;
import dev.keyhaul.core.backup.MasterCopy;
import dev.keyhaul.core.backup.MasterCopyRequest;
import dev.keyhaul.core.backup.MasterCopyStore;
import dev.keyhaul.core.backup.RecipientCopy;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.MasterCopyRecipient;
import dev.keyhaul.pkcs11.TokenUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a master copy. */
@Command(
        description = {
            "Wraps a key to the recipients' keys, restores it in each recipient's token to prove that it"
                    + " can be, and keeps it with a manifest in a store.",
            "A recipient is a recovery pair, best in another token, or an AES wrapping key of the same"
                    + " token."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul backup create --key 'pkcs11:token=hsm;object=tenant' --pin-file hsm.pin --store"
                    + " copies \\",
            "      --to 'pkcs11:token=recovery;object=recovery' --to-pin-file recovery.pin"
        })
public final class BackupCreate extends KeyhaulCommand {
    @Mixin private KeySourceOption key = new KeySourceOption();

    @Option(
            names = "--store",
            required = true,
            paramLabel = "D",
            description = "the store's folder")
    private Path store = Path.of("");

    @Option(
            names = "--to",
            required = true,
            paramLabel = "RECIPIENT",
            description = "pkcs11:token=NAME;object=LABEL; may be repeated")
    private List<String> recipients = new ArrayList<>();

    @Option(
            names = "--same-token-only",
            description = "allow a copy that is lost with the key's own token")
    private boolean sameTokenOnly;

    @Option(
            names = "--leave-token",
            paramLabel = "HEX",
            description = "allow the key of this fingerprint to be guarded less than now")
    private @Nullable Fingerprint leaveToken;

    @Override
    protected void run(Console console) throws KeyTransferException {
        List<TokenUri> uris = new ArrayList<>();
        for (String recipient : recipients) {
            uris.add(recipientUri(recipient));
        }
        try (OpenKey opened = OpenKey.of(key.source, common, console)) {
            List<RecipientCopy> copies = new ArrayList<>();
            List<JsonObject> modules = new ArrayList<>();
            for (TokenUri uri : uris) {
                copies.add(copyFor(uri, opened, modules, console));
            }
            MasterCopyRequest request =
                    new MasterCopyRequest(copies, createdBy(), Version.generator(), sameTokenOnly);
            request.requireAllowed();
            MasterCopy copy = MasterCopyStore.openOrCreate(store).create(request);
            console.report(
                    JsonObject.builder()
                            .putAll(CopyReport.whole(copy, copy.verify()))
                            .put("recipient_modules", modules)
                            .build());
        }
    }

    private static TokenUri recipientUri(String recipient) throws KeyTransferException {
        if (!recipient.startsWith("pkcs11:")) {
            throw new UsageException(
                    "no recipient: " + recipient,
                    "this version knows keys in tokens, pkcs11:token=NAME;object=LABEL");
        }
        return TokenUri.parse(recipient);
    }

    private RecipientCopy copyFor(
            TokenUri uri, OpenKey opened, List<JsonObject> modules, Console console)
            throws KeyTransferException {
        try (OpenToken token = recipientToken(opened, uri)) {
            token.tellFindings(console);
            LeaveToken.require(
                    opened.key(), token.token().protection(), Optional.ofNullable(leaveToken));
            AdRmsIntoToken.tell(opened.key(), token.token().info(), console);
            MasterCopyRecipient recipient = MasterCopyRecipient.find(token.token(), uri.key());
            RecipientCopy copy = recipient.wrap(opened.key());
            modules.add(ModuleReport.of(token.token().module()));
            console.note(
                    "wrapped for the "
                            + recipient.description().describe()
                            + ", and restored there in a test");
            return copy;
        }
    }

    private OpenToken recipientToken(OpenKey opened, TokenUri uri) throws KeyTransferException {
        if (opened.token().isPresent()) {
            return OpenToken.beside(opened.token().get(), uri, common, common.toPin());
        }
        // The only token there is: either option may name its PIN.
        SecretSource pin = common.toPin().isNamed() ? common.toPin() : common.pin();
        return OpenToken.of(uri, common, pin);
    }

    private static String createdBy() {
        return System.getProperty("user.name") + "@" + HostName.get();
    }
}
