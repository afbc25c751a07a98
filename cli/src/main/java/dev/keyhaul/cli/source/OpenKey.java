package dev.keyhaul.cli.source;

import dev.keyhaul.cli.UsageException;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.pkcs11.TokenKey;
import dev.keyhaul.pkcs11.TokenUri;

/** A key that a SOURCE names, and what must be closed after it. */
public final class OpenKey implements AutoCloseable {
    private static final String PKCS11 = "pkcs11:";

    private final OpenToken token;
    private final TokenKey key;

    private OpenKey(OpenToken token, TokenKey key) {
        this.token = token;
        this.key = key;
    }

    /**
     * Opens the key of a SOURCE.
     *
     * @throws KeyTransferException when it is missing, ambiguous, or does not open
     */
    public static OpenKey of(String source, CommonOptions common) throws KeyTransferException {
        TokenUri uri = tokenUri(source);
        OpenToken token = OpenToken.of(uri, common, common.pin());
        try {
            return new OpenKey(token, token.token().rsaKey(uri.key()));
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }

    /**
     * Reads the SOURCE of a token key.
     *
     * @throws KeyTransferException when the URI is malformed
     */
    public static TokenUri tokenUri(String source) throws KeyTransferException {
        if (!source.startsWith(PKCS11)) {
            throw new UsageException(
                    "no source of keys: " + source.replaceFirst("[?].*", "?…"),
                    "this version knows token keys, pkcs11:token=NAME;object=LABEL");
        }
        return TokenUri.parse(source);
    }

    /** Returns the key as every destination takes it. */
    public TransferableKey key() {
        return key;
    }

    /** Returns the key as its token has it. */
    public TokenKey tokenKey() {
        return key;
    }

    /** Returns the token that it lives in. */
    public OpenToken token() {
        return token;
    }

    @Override
    public void close() throws KeyTransferException {
        try (token) {
            key.close();
        }
    }
}
