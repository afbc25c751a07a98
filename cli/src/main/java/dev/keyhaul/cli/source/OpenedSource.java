package dev.keyhaul.cli.source;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.source.LeasedTokenKey;
import dev.keyhaul.pkcs11.source.NamedTokenKey;
import dev.keyhaul.pkcs11.source.TokenAccess;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenPin;
import dev.keyhaul.pkcs11.source.TokenUri;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A key that a SOURCE names, and what must be closed after it. */
public final class OpenedSource implements AutoCloseable {
    private final OpenedKey opened;
    private final Optional<Path> file;

    private OpenedSource(OpenedKey opened, Optional<Path> file) {
        this.opened = opened;
        this.file = file;
    }

    /**
     * Opens the key of a SOURCE.
     *
     * @throws KeyTransferException when it is missing, ambiguous, or does not open
     */
    public static OpenedSource of(TypedSource source, AccessOptions access, Console console)
            throws KeyTransferException {
        return beside(List.of(), source, access.token().pin(), access, console);
    }

    /**
     * Opens the key of a SOURCE while tokens are open.
     *
     * @param pin where the PIN of its token comes from, when that is not open yet
     * @throws KeyTransferException when it is missing, ambiguous, or does not open
     */
    public static OpenedSource beside(
            List<TokenLease> others,
            TypedSource source,
            SecretSource pin,
            AccessOptions access,
            Console console)
            throws KeyTransferException {
        NamedKey named = Sources.OURS.parse(source);
        if (named.mayBeSoftware()) {
            SwapSpace.warnIfClear(console::warnOnce);
        }
        return new OpenedSource(
                openNaming(
                        named,
                        CommandSecrets.of(access)
                                .withPin(pin)
                                .context(console)
                                .allowingWeakKeys(access.allowWeakKey())
                                .sharing(
                                        TokenAccess.class,
                                        CommandTokens.beside(
                                                others, access.token().module(), console))),
                named.file());
    }

    /** An error of a file names the file. */
    private static OpenedKey openNaming(NamedKey named, SourceContext context)
            throws KeyTransferException {
        try {
            return named.open(context);
        } catch (KeyTransferException e) {
            named.file().ifPresent(e::about);
            throw e;
        }
    }

    /**
     * Notes the PIN of the token that a SOURCE names, if it names one and an option has its PIN.
     */
    public static void givePin(TypedSource source, SecretSource pin, Console console) {
        if (pin.isNamed()) {
            try {
                if (Sources.intoToken().parse(source) instanceof NamedTokenKey held) {
                    console.givesPin(new TokenPin(held.uri(), CommandSecrets.of(pin)));
                }
            } catch (KeyTransferException e) {
                return; // The option itself refuses it.
            }
        }
    }

    /**
     * Reads the SOURCE of a token key.
     *
     * @throws KeyTransferException when it is another source, or the URI is malformed
     */
    public static TokenUri tokenUri(TypedSource source) throws KeyTransferException {
        if (Sources.OURS.parse(source) instanceof NamedTokenKey held) {
            return held.uri();
        }
        throw new UsageException(
                Reason.SOURCE_FORM,
                "not a key in a token: " + source.shown(),
                "name it pkcs11:token=NAME;object=LABEL");
    }

    /** Returns the key as every destination takes it. */
    public TransferableKey key() {
        return opened.key();
    }

    /**
     * Returns the key with access to its clear form.
     *
     * @param why what needs it, for the message
     * @throws RefusedException if its home or its source never lets its clear form out
     */
    public SoftwareKey requireSoftware(String why) throws RefusedException {
        if (key() instanceof SoftwareKey software) {
            return software;
        }
        throw new RefusedException(
                Reason.NO_CLEAR_FORM,
                key().origin().protection().noClearForm() + "; " + why,
                "keep a master copy (backup create), or make a blob (byok create): both wrap the key where it is stored");
    }

    /** Returns where it is: the absolute path of its file, or its place in a token or a store. */
    public String place() {
        return file.map(path -> path.toAbsolutePath().toString())
                .orElseGet(() -> key().origin().location());
    }

    /** Returns the token that it lives in, if it does. */
    public Optional<TokenLease> token() {
        return opened instanceof LeasedTokenKey inToken
                ? Optional.of(inToken.token())
                : Optional.empty();
    }

    @Override
    public void close() {
        opened.close();
    }
}
