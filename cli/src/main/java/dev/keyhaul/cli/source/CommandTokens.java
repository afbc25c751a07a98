package dev.keyhaul.cli.source;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.option.UnprovenNotes;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.source.TokenAccess;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenPin;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.List;

/** Opens tokens in the module of the options, and notes them for the command's record. */
public final class CommandTokens implements TokenAccess {
    private final List<TokenLease> others;
    private final ModuleOptions module;
    private final Console console;

    private CommandTokens(List<TokenLease> others, ModuleOptions module, Console console) {
        this.others = others;
        this.module = module;
        this.console = console;
    }

    /** Returns what opens tokens while these are open, and shares them. */
    public static CommandTokens beside(
            List<TokenLease> others, ModuleOptions module, Console console) {
        return new CommandTokens(others, module, console);
    }

    /**
     * Opens a token by its label, and no other is open.
     *
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    public static TokenLease byLabel(String label, TokenOptions options, Console console)
            throws KeyTransferException {
        return open(TokenUri.of(TokenNames.token(label)), options, console);
    }

    /**
     * Opens a token, and no other is open.
     *
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    public static TokenLease open(TokenUri uri, TokenOptions options, Console console)
            throws KeyTransferException {
        return beside(List.of(), options.module(), console)
                .open(uri, CommandSecrets.of(options.pin()));
    }

    @Override
    public TokenLease open(TokenUri uri, SourceSecrets secrets) throws KeyTransferException {
        TokenLease token =
                console.open(
                        others,
                        named -> module.open(named, console),
                        new TokenPin(module.placed(uri, console), secrets));
        try {
            token.tellFindings(console::warn);
            UnprovenNotes.tell(token.token(), console::warn);
            RecordFacts.token(console.record(), token.token());
            return token;
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }
}
