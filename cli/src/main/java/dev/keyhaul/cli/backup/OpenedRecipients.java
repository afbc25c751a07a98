package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.destination.RecipientAccess;
import dev.keyhaul.backup.destination.RecipientSpec;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.recipient.SharesRecipient;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.secret.NewSecret;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.workflow.CopyCreation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The recipients of a copy that is to be made, and what must be closed after it. */
final class OpenedRecipients implements RecipientAccess, CopyCreation.Recipients, AutoCloseable {
    private final AccessOptions access;
    private final Console console;
    private final List<TokenLease> tokens;
    private final RecipientOptions options;
    private final List<CopyRecipient> recipients = new ArrayList<>();
    private final Deque<TokenLease> opened = new ArrayDeque<>();
    private String how = "";
    private final List<SharesRecipient> shares = new ArrayList<>();
    private final List<NewSecret> passwords = new ArrayList<>();
    private final List<String> covered = new ArrayList<>();

    private OpenedRecipients(
            RecipientOptions options,
            List<TokenLease> tokens,
            AccessOptions access,
            Console console) {
        this.options = options;
        this.tokens = new ArrayList<>(tokens);
        this.access = access;
        this.console = console;
    }

    static OpenedRecipients open(
            List<RecipientSpec> specs,
            RecipientOptions options,
            List<TokenLease> tokens,
            AccessOptions access,
            Console console)
            throws KeyTransferException {
        OpenedRecipients open = new OpenedRecipients(options, tokens, access, console);
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

    /** A set of shares has a random name: what is approved is who holds them. */
    private void add(RecipientSpec spec) throws KeyTransferException {
        how = "";
        CopyRecipient recipient = spec.open(this);
        recipients.add(recipient);
        Recipient described = recipient.description();
        covered.add(described.describe() + ": " + (how.isEmpty() ? described.identity() : how));
    }

    @Override
    public Passphrase password() throws KeyTransferException {
        NewSecret password = options.newPassword();
        passwords.add(password);
        how = password.covered();
        return password.secret();
    }

    @Override
    public boolean allowsWeakPassword() {
        return options.allowsWeakPassword();
    }

    @Override
    public SharesRecipient split(RecipientSpec.Shares among) throws KeyTransferException {
        ShareOptions.Holders holders = options.split(among);
        passwords.addAll(holders.passphrases());
        how = holders.covered();
        shares.add(holders.recipient());
        return holders.recipient();
    }

    @Override
    public List<String> covered() {
        return List.copyOf(covered);
    }

    @Override
    public WorkKeys keys() {
        return WorkKeys.of(
                KeyFact.RECIPIENT,
                recipients.stream().map(each -> each.description().identity()).toList());
    }

    @Override
    public void handOut() throws KeyTransferException {
        for (NewSecret password : passwords) {
            password.handOut();
        }
    }

    @Override
    public Token token(TokenUri uri) throws KeyTransferException {
        SecretSource toPin = new RecipientPinOption(options.given()).pin();
        // The only token there is: either option may name its PIN.
        SecretSource pin = tokens.isEmpty() && !toPin.isNamed() ? access.token().pin() : toPin;
        TokenLease token =
                CommandTokens.beside(tokens, access.token().module(), console)
                        .open(uri, CommandSecrets.of(pin));
        opened.push(token);
        tokens.add(token);
        new OpenGuardOption(options.given()).applyTo(token.token());
        return token.token();
    }

    /** Returns their tokens, and those that were open before. */
    Stream<Token> tokens() {
        return tokens.stream().map(TokenLease::token);
    }

    /** Returns which module each recipient's token hangs on: whoever can replace it reads along. */
    List<ModuleReport.Used> modules() {
        return opened.stream().map(token -> ModuleReport.Used.of(token.token().module())).toList();
    }

    @Override
    public void tellOf(TransferableKey target) {
        opened.forEach(token -> AdRmsKey.tell(target, token.token().info(), console));
    }

    List<CopyRecipient> all() {
        return List.copyOf(recipients);
    }

    @Override
    public void close() {
        shares.forEach(SharesRecipient::close);
        passwords.forEach(NewSecret::close);
        closeTokens();
    }

    /** The last one that was opened first: the others may hang on its module. */
    private void closeTokens() {
        if (!opened.isEmpty()) {
            try (TokenLease last = opened.pop()) {
                tokens.remove(last);
            } finally {
                closeTokens();
            }
        }
    }
}
