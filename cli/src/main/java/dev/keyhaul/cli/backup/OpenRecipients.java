package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.recipient.CertificateRecipient;
import dev.keyhaul.backup.recipient.PasswordRecipient;
import dev.keyhaul.backup.recipient.SharesRecipient;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
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
    private final AccessOptions access;
    private final Console console;
    private final List<OpenToken> tokens;
    private final RecipientOptions options;
    private final List<CopyRecipient> recipients = new ArrayList<>();
    private final Deque<OpenToken> opened = new ArrayDeque<>();
    private final List<SharesRecipient> shares = new ArrayList<>();
    private final List<Passphrase> passwords = new ArrayList<>();

    private OpenRecipients(
            RecipientOptions options,
            List<OpenToken> tokens,
            AccessOptions access,
            Console console) {
        this.options = options;
        this.tokens = new ArrayList<>(tokens);
        this.access = access;
        this.console = console;
    }

    static OpenRecipients open(
            List<RecipientSpec> specs,
            RecipientOptions options,
            List<OpenToken> tokens,
            AccessOptions access,
            Console console)
            throws KeyTransferException {
        OpenRecipients open = new OpenRecipients(options, tokens, access, console);
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
            recipients.add(CertificateRecipient.of(RecipientCertificate.read(holder.file())));
        } else if (spec instanceof RecipientSpec.Password) {
            Passphrase password = CopyPassword.read(options.password, options.generate);
            passwords.add(password);
            recipients.add(new PasswordRecipient(password, new SecureRandom()));
        } else if (spec instanceof RecipientSpec.Shares among) {
            SharesRecipient split = options.shares.split(among, options.generate);
            shares.add(split);
            recipients.add(split);
        }
    }

    private OpenToken token(TokenUri uri) throws KeyTransferException {
        SecretSource toPin = options.tokenPin.pin();
        // The only token there is: either option may name its PIN.
        SecretSource pin = tokens.isEmpty() && !toPin.isNamed() ? access.token.pin() : toPin;
        OpenToken token =
                CommandTokens.beside(tokens, access.token.module, console)
                        .open(uri, CommandSecrets.of(pin));
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
