package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.secret.KeptSecret;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.WrapOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.report.ControlsReport;
import dev.keyhaul.pkcs11.report.CopiesReport;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.source.SharedTokens;
import dev.keyhaul.pkcs11.source.TokenAccess;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import java.util.List;
import java.util.Optional;

/**
 * How the keys of a batch are opened: each token once, each secret asked for once. Close it after
 * the batch. Thread-safe.
 */
final class BatchKeys implements AutoCloseable {
    private final AccessOptions access;
    private final OpenGuardOption openGuards;
    private final Console console;
    private final CommandWrapPolicy policy;
    private final SharedTokens tokens = new SharedTokens(this::open);
    private final KeptSecret filePassword = new KeptSecret();
    private final KeptSecret copyPassword = new KeptSecret();

    BatchKeys(AccessOptions access, WrapOptions wrap, OpenGuardOption openGuards, Console console)
            throws KeyTransferException {
        this.access = access;
        this.openGuards = openGuards;
        this.console = console;
        this.policy = wrap.open(access.token().module(), console);
    }

    AccessOptions access() {
        return access;
    }

    SharedTokens tokens() {
        return tokens;
    }

    /** Returns what keeps the password of new copies while this is open. */
    KeptSecret copyPassword() {
        return copyPassword;
    }

    /** Returns the secrets of items that name no file for them. */
    SourceSecrets secrets() {
        SecretSource source = access.file().password().of("the files").keptIn(filePassword);
        return CommandSecrets.of(access)
                .withPassword(
                        () ->
                                ItemFailure.of(
                                        () ->
                                                source.read(
                                                        "Password of the files in the manifest")));
    }

    SourceContext complete(SourceContext context) {
        return context.sharing(TokenAccess.class, tokens).allowingNoMac(access.file().allowNoMac());
    }

    private TokenLease open(List<TokenLease> others, TokenUri uri, SourceSecrets secrets)
            throws KeyTransferException {
        TokenLease token =
                ItemFailure.of(
                        () ->
                                policy.opened(
                                        () ->
                                                CommandTokens.beside(
                                                                others,
                                                                access.token().module(),
                                                                console)
                                                        .open(uri, secrets)));
        try {
            policy.applyTo(token.token());
            openGuards.applyTo(token.token());
            return token;
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }

    /**
     * Returns the module of the tokens that were opened, the controls of what they wrapped, and
     * copies of their keys; empty if none was.
     *
     * @param isStopped whether a call may hang in one of them: then nothing is looked for
     */
    Optional<OfTokens> ofTokens(boolean isStopped) throws KeyTransferException {
        CopiesReport copies = policy.copies(isStopped ? List.of() : tokens.all());
        return tokens.all().stream()
                .findFirst()
                .map(
                        token ->
                                new OfTokens(
                                        policy.controls(),
                                        copies,
                                        ModuleReport.Used.of(token.token().module())));
    }

    /** What was used of tokens, in a report of which it is a part. */
    record OfTokens(ControlsReport controls, CopiesReport copies, ModuleReport.Used module)
            implements InlinePart {}

    /** Closes the tokens after the secrets, and the token of a second proof last. */
    @Override
    public void close() {
        try (policy;
                tokens;
                filePassword;
                copyPassword) {
            // Nothing else to give back.
        }
    }
}
