package dev.keyhaul.cli.source;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.UsageException;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.pkcs11.TokenUri;
import java.nio.file.Path;
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

    /**
     * Opens the key of a SOURCE.
     *
     * @throws KeyTransferException when it is missing, ambiguous, or does not open
     */
    public static OpenKey of(String source, CommonOptions common, Console console)
            throws KeyTransferException {
        SourceScheme scheme = SourceScheme.of(source);
        return switch (scheme) {
            case PKCS11 -> inToken(TokenUri.parse(source), common, console);
            case PEM -> software(PemSource.open(Path.of(scheme.rest(source))), common, console);
        };
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

    private static OpenKey inToken(TokenUri uri, CommonOptions common, Console console)
            throws KeyTransferException {
        OpenToken token = OpenToken.of(uri, common, common.pin());
        try {
            token.tellFindings(console);
            return new OpenKey(token.token().rsaKey(uri.key()), token);
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }

    /** A file may hold any numbers; a token made its own. */
    private static OpenKey software(SoftwareKey key, CommonOptions common, Console console)
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
