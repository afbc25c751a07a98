package dev.keyhaul.cli.source;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.cli.option.ModuleOpening;
import dev.keyhaul.cli.option.Noted;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.file.SecretFile;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.PinSupplier;
import dev.keyhaul.pkcs11.Pkcs11Module;
import dev.keyhaul.pkcs11.Token;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.TokenUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A token that is logged in, and the module it hangs on. */
public final class OpenToken implements AutoCloseable {
    private final Pkcs11Module module;
    private final Token token;
    private final boolean ownsModule;
    private final boolean ownsToken;
    private final RecordDraft record;

    private OpenToken(
            Pkcs11Module module,
            Token token,
            boolean ownsModule,
            boolean ownsToken,
            RecordDraft record)
            throws TokenException {
        this.module = module;
        this.token = token;
        this.ownsModule = ownsModule;
        this.ownsToken = ownsToken;
        this.record = record;
        Noted.token(record, token);
    }

    /**
     * Opens a token by its label.
     *
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    public static OpenToken byLabel(String label, CommonOptions common)
            throws KeyTransferException {
        return open(
                ModuleOpening.open(common, Optional.empty()),
                TokenSelector.label(label),
                common.pin(),
                Optional.empty(),
                common.record);
    }

    /**
     * Opens the token of a URI; an option that names a PIN counts more than the URI's {@code
     * pin-source}.
     *
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    public static OpenToken of(TokenUri uri, CommonOptions common, SecretSource pin)
            throws KeyTransferException {
        return open(
                ModuleOpening.open(common, modulePath(uri)),
                uri.token(),
                pin,
                uri.pinFile(),
                common.record);
    }

    /**
     * Opens the token of a URI while others are open, or none; it hangs on one of their modules
     * unless the URI names another, and may be one of those tokens.
     *
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    public static OpenToken beside(
            List<OpenToken> others, TokenUri uri, CommonOptions common, SecretSource pin)
            throws KeyTransferException {
        Optional<Path> path = modulePath(uri);
        List<OpenToken> sameModule =
                others.stream().filter(other -> path.map(other::isInModule).orElse(true)).toList();
        if (sameModule.isEmpty()) {
            return of(uri, common, pin);
        }
        return inModuleOf(sameModule, uri.token(), pin, uri.pinFile());
    }

    private boolean isInModule(Path path) {
        return isSameFile(path, module.path());
    }

    /**
     * Opens a token of the same module by its label; it may be the same token.
     *
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    public static OpenToken byLabelBeside(OpenToken other, String label, SecretSource pin)
            throws KeyTransferException {
        return inModuleOf(List.of(other), TokenSelector.label(label), pin, Optional.empty());
    }

    private static OpenToken inModuleOf(
            List<OpenToken> others,
            TokenSelector selector,
            SecretSource pin,
            Optional<Path> pinFile)
            throws KeyTransferException {
        Pkcs11Module module = others.get(0).module;
        TokenInfo info = module.find(selector);
        for (OpenToken other : others) {
            if (other.module == module && other.token.info().slotId() == info.slotId()) {
                return new OpenToken(module, other.token, false, false, other.record);
            }
        }
        return new OpenToken(
                module, login(module, info, pin, pinFile), false, true, others.get(0).record);
    }

    private static boolean isSameFile(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false; // The module's loading says what is wrong with it.
        }
    }

    private static Optional<Path> modulePath(TokenUri uri) throws TokenException {
        if (uri.modulePath().isPresent() || uri.moduleName().isEmpty()) {
            return uri.modulePath();
        }
        Optional<Path> found = ModulePaths.byName(uri.moduleName().get());
        if (found.isEmpty()) {
            throw new TokenException(
                    "no PKCS#11 module of the name '" + uri.moduleName().get() + "'",
                    "give its path: --module, or the URI's module-path");
        }
        return found;
    }

    private static OpenToken open(
            Pkcs11Module module,
            TokenSelector selector,
            SecretSource pin,
            Optional<Path> pinFile,
            RecordDraft record)
            throws KeyTransferException {
        try {
            TokenInfo info = module.find(selector);
            return new OpenToken(module, login(module, info, pin, pinFile), true, true, record);
        } catch (KeyTransferException | RuntimeException e) {
            closeAfter(module, e);
            throw e;
        }
    }

    private static Token login(
            Pkcs11Module module, TokenInfo info, SecretSource pin, Optional<Path> pinFile)
            throws KeyTransferException {
        if (!info.needsLogin()) {
            return module.openWithoutLogin(info);
        }
        if (info.hasProtectedAuthenticationPath() && !pin.isNamed() && pinFile.isEmpty()) {
            return module.loginAtToken(info);
        }
        String prompt = "PIN of token '" + info.label() + "'";
        PinSupplier pins =
                pin.isNamed() || pinFile.isEmpty()
                        ? token -> notEmpty(pin.read(prompt))
                        : token -> notEmpty(SecretFile.read(pinFile.get()));
        return module.login(info, pins);
    }

    private static Passphrase notEmpty(Passphrase pin) throws WrongSecretException {
        if (pin.isEmpty()) {
            pin.close();
            throw new WrongSecretException(
                    "the PIN is empty", "nothing was sent to the token: no try is used up");
        }
        return pin;
    }

    private static void closeAfter(Pkcs11Module module, Exception failure) {
        try {
            module.close();
        } catch (TokenException e) {
            failure.addSuppressed(e);
        }
    }

    /** Returns the token. */
    public Token token() {
        return token;
    }

    /** Warns of what an earlier run had left behind in the token; once for each token. */
    public void tellFindings(Console console) {
        if (ownsToken) {
            token.findings().forEach(console::warn);
        }
    }

    /** Closes what was opened here: the token, and the module with it. */
    @Override
    public void close() throws KeyTransferException {
        try {
            if (ownsToken) {
                token.close();
            }
        } finally {
            if (ownsModule) {
                module.close();
            }
        }
    }
}
