package dev.keyhaul.cli.source;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.UsageException;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.secret.SwapSpace;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.pkcs11.TokenUri;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key that a SOURCE names, and what must be closed after it. */
public final class OpenKey implements AutoCloseable {
    private final TransferableKey key;
    private final @Nullable OpenToken token;

    private OpenKey(TransferableKey key, @Nullable OpenToken token) {
        this.key = key;
        this.token = token;
    }

    static OpenKey of(TransferableKey key, OpenToken token) {
        return new OpenKey(key, token);
    }

    /**
     * Opens the key of a SOURCE.
     *
     * @throws KeyTransferException when it is missing, ambiguous, or does not open
     */
    public static OpenKey of(String source, CommonOptions common, Console console)
            throws KeyTransferException {
        SourceScheme scheme = SourceScheme.of(source);
        if (scheme != SourceScheme.PKCS11) {
            SwapSpace.warnIfClear(console);
        }
        return switch (scheme) {
            case PKCS11 -> {
                TokenUri uri = TokenUri.parse(source);
                yield inToken(uri, OpenToken.of(uri, common, common.pin()), console);
            }
            case PFX, TPD, PEM -> inFile(KeyFile.of(source, Path.of("")), common, console);
            case BACKUP -> BackupSource.parse(scheme.rest(source)).open(common, console);
        };
    }

    /**
     * Opens the key of a SOURCE while tokens are open.
     *
     * @param pin where the PIN of its token comes from, when that is not open yet
     * @throws KeyTransferException when it is missing, ambiguous, or does not open
     */
    public static OpenKey beside(
            List<OpenToken> others,
            String source,
            SecretSource pin,
            CommonOptions common,
            Console console)
            throws KeyTransferException {
        if (SourceScheme.of(source) != SourceScheme.PKCS11) {
            return of(source, common, console);
        }
        TokenUri uri = TokenUri.parse(source);
        return inToken(uri, OpenToken.beside(others, uri, common, pin), console);
    }

    /**
     * Reads the SOURCE of a token key.
     *
     * @throws KeyTransferException when it is another source, or the URI is malformed
     */
    public static TokenUri tokenUri(String source) throws KeyTransferException {
        if (SourceScheme.of(source) != SourceScheme.PKCS11) {
            throw new UsageException(
                    "no key in a token: " + source, "name it pkcs11:token=NAME;object=LABEL");
        }
        return TokenUri.parse(source);
    }

    /**
     * Refuses to write over the file that a SOURCE names: {@code --force} replaces files, and this
     * one may be the only copy of the key.
     *
     * @throws KeyTransferException when they are the same
     */
    public static void requireNotOver(OutputFile output, String source)
            throws KeyTransferException {
        SourceScheme scheme = SourceScheme.of(source);
        switch (scheme) {
            case PFX -> output.requireNot(PfxSource.parse(scheme.rest(source)).file());
            case PEM, TPD -> output.requireNot(Path.of(scheme.rest(source)));
            case PKCS11, BACKUP -> {}
        }
    }

    private static OpenKey inToken(TokenUri uri, OpenToken token, Console console)
            throws KeyTransferException {
        try {
            token.tellFindings(console);
            return new OpenKey(token.token().rsaKey(uri.key()), token);
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }

    private static OpenKey inFile(KeyFile file, CommonOptions common, Console console)
            throws KeyTransferException {
        SoftwareKey key =
                file.open(
                        common.filePasswords.ofInput(file.path()),
                        common.filePasswords.allowNoMac,
                        console);
        return software(key, common, console);
    }

    /** A file may hold any numbers; a token made its own. */
    static OpenKey software(SoftwareKey key, CommonOptions common, Console console)
            throws KeyTransferException {
        try {
            RsaKeyHealth.of(key).requireSound(common.allowWeakKey).forEach(console::warn);
            return new OpenKey(key, null);
        } catch (KeyTransferException | RuntimeException e) {
            key.close();
            throw e;
        }
    }

    /** Returns the key as every destination takes it. */
    public TransferableKey key() {
        return key;
    }

    /**
     * Returns the key with access to its clear form.
     *
     * @param why what needs it, for the message
     * @throws RefusedException when it lives in a token
     */
    public SoftwareKey requireSoftware(String why) throws RefusedException {
        if (key instanceof SoftwareKey software) {
            return software;
        }
        throw new RefusedException(
                "the key is in a token, which never lets its clear form out; " + why,
                "keep a master copy (backup create), or make a blob (byok create): both are wrapped"
                        + " inside the token");
    }

    /** Returns the token that it lives in, if it does. */
    public Optional<OpenToken> token() {
        return Optional.ofNullable(token);
    }

    @Override
    public void close() throws KeyTransferException {
        try (token) {
            key.close();
        }
    }
}
