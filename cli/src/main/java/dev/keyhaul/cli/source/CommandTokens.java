package dev.keyhaul.cli.source;

import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.cli.option.ModuleOpening;
import dev.keyhaul.cli.option.Noted;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.TokenUri;
import dev.keyhaul.pkcs11.source.OpenToken;
import dev.keyhaul.pkcs11.source.TokenAccess;
import java.util.List;

/** Opens tokens in the module of the options, and notes them for the command's record. */
public final class CommandTokens implements TokenAccess {
    private final List<OpenToken> others;
    private final CommonOptions common;

    private CommandTokens(List<OpenToken> others, CommonOptions common) {
        this.others = others;
        this.common = common;
    }

    /** Returns what opens tokens while these are open, and shares them. */
    public static CommandTokens beside(List<OpenToken> others, CommonOptions common) {
        return new CommandTokens(others, common);
    }

    /**
     * Opens a token by its label, and no other is open.
     *
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    public static OpenToken byLabel(String label, CommonOptions common)
            throws KeyTransferException {
        return beside(List.of(), common).byLabel(label, CommandSecrets.of(common));
    }

    /**
     * Opens a token by its label.
     *
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    public OpenToken byLabel(String label, SourceSecrets secrets) throws KeyTransferException {
        return open(TokenUri.of(TokenSelector.label(label)), secrets);
    }

    @Override
    public OpenToken open(TokenUri uri, SourceSecrets secrets) throws KeyTransferException {
        OpenToken token =
                OpenToken.open(others, ofUri -> ModuleOpening.open(common, ofUri), uri, secrets);
        try {
            Noted.token(common.record, token.token());
            return token;
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }
}
