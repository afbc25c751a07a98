package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.recipient.CertificateRecipient;
import dev.keyhaul.backup.recipient.PasswordRecipient;
import dev.keyhaul.backup.recipient.SharesRecipient;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.cli.option.ModuleReport;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.AdRmsIntoToken;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.TokenUri;
import dev.keyhaul.pkcs11.source.OpenToken;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The recipients of a copy that is to be made, and what must be closed after it. */
final class OpenRecipients implements AutoCloseable {
    private final CommonOptions common;
    private final Console console;
    private final boolean generatePassword;
    private final List<OpenToken> tokens;
    private final ShareOptions shareOptions;
    private final List<CopyRecipient> recipients = new ArrayList<>();
    private final Deque<OpenToken> opened = new ArrayDeque<>();
    private final List<SharesRecipient> shares = new ArrayList<>();
    private final List<Passphrase> passwords = new ArrayList<>();

    private OpenRecipients(
            List<OpenToken> tokens,
            ShareOptions shareOptions,
            boolean generatePassword,
            CommonOptions common,
            Console console) {
        this.tokens = new ArrayList<>(tokens);
        this.shareOptions = shareOptions;
        this.generatePassword = generatePassword;
        this.common = common;
        this.console = console;
    }

    static OpenRecipients open(
            List<RecipientSpec> specs,
            List<OpenToken> tokens,
            ShareOptions shareOptions,
            boolean generatePassword,
            CommonOptions common,
            Console console)
            throws KeyTransferException {
        OpenRecipients open =
                new OpenRecipients(tokens, shareOptions, generatePassword, common, console);
        try {
            for (RecipientSpec spec : specs) {
                open.add(spec);
            }
            return open;
        } catch (KeyTransferException | RuntimeException e) {
            try (open) {
                throw e;
            }
        }
    }

    private void add(RecipientSpec spec) throws KeyTransferException {
        if (spec instanceof RecipientSpec.InToken held) {
            OpenToken token = token(held.uri());
            recipients.add(TokenKeyRecipient.find(token.token(), held.uri().key()));
        } else if (spec instanceof RecipientSpec.Certificate holder) {
            recipients.add(CertificateRecipient.of(CertificateFile.read(holder.file())));
        } else if (spec instanceof RecipientSpec.Password) {
            Passphrase password = CopyPassword.read(common.filePasswords, generatePassword);
            passwords.add(password);
            recipients.add(new PasswordRecipient(password, new SecureRandom()));
        } else if (spec instanceof RecipientSpec.Shares among) {
            SharesRecipient split = shareOptions.split(among, generatePassword);
            shares.add(split);
            recipients.add(split);
        }
    }

    private OpenToken token(TokenUri uri) throws KeyTransferException {
        // The only token there is: either option may name its PIN.
        SecretSource pin =
                tokens.isEmpty() && !common.toPin().isNamed() ? common.pin() : common.toPin();
        OpenToken token =
                CommandTokens.beside(tokens, common)
                        .open(uri, CommandSecrets.of(common).withPin(pin));
        token.findings().forEach(console::warn);
        opened.push(token);
        tokens.add(token);
        return token;
    }

    /** Returns which module each recipient's token hangs on: whoever can replace it reads along. */
    List<JsonObject> modules() {
        return opened.stream().map(token -> ModuleReport.of(token.token().module())).toList();
    }

    /** Tells what is known of a key of this origin in the recipients' tokens. */
    void tellOf(TransferableKey target) {
        opened.forEach(token -> AdRmsIntoToken.tell(target, token.token().info(), console));
    }

    List<CopyRecipient> all() {
        return List.copyOf(recipients);
    }

    @Override
    public void close() throws KeyTransferException {
        shares.forEach(SharesRecipient::close);
        passwords.forEach(Passphrase::close);
        closeTokens();
    }

    /** The last one that was opened first: the others may hang on its module. */
    private void closeTokens() throws KeyTransferException {
        if (!opened.isEmpty()) {
            try (OpenToken last = opened.pop()) {
                tokens.remove(last);
            } finally {
                closeTokens();
            }
        }
    }
}
