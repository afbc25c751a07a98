package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.OpenToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.TokenUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens of a batch: each is logged into once, and a PIN that was refused is never sent again,
 * or a thousand items would lock the token. Thread-safe.
 */
final class Tokens implements AutoCloseable {
    private final CommonOptions common;
    private final Console console;
    private final List<OpenToken> opened = new ArrayList<>();
    private final Map<TokenSelector, OpenToken> known = new HashMap<>();
    private final Map<TokenSelector, KeyTransferException> failed = new HashMap<>();

    Tokens(CommonOptions common, Console console) {
        this.common = common;
        this.console = console;
    }

    /**
     * Returns the token of a URI.
     *
     * @param pinFile its PIN's, which counts the first time
     * @param otherwise where the PIN comes from when there is no such file
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    synchronized OpenToken get(TokenUri uri, Optional<Path> pinFile, SecretSource otherwise)
            throws KeyTransferException {
        KeyTransferException failure = failed.get(uri.token());
        if (failure != null) {
            throw failure;
        }
        OpenToken token = known.get(uri.token());
        if (token == null) {
            try {
                token = open(uri, pinFile, otherwise);
            } catch (KeyTransferException e) {
                failed.put(uri.token(), e);
                throw e;
            }
            known.put(uri.token(), token);
        }
        return token;
    }

    private OpenToken open(TokenUri uri, Optional<Path> pinFile, SecretSource otherwise)
            throws KeyTransferException {
        SecretSource pin =
                pinFile.isPresent()
                        ? SecretSource.of("PIN", "--pin-file").file(pinFile.get()).build()
                        : otherwise;
        OpenToken token = OpenToken.beside(opened, uri, common, pin);
        opened.add(token);
        token.tellFindings(console);
        return token;
    }

    /** Returns the tokens that were opened. */
    synchronized List<OpenToken> all() {
        return List.copyOf(opened);
    }

    /** The one that was opened first is closed last: the others may hang on its module. */
    @Override
    public synchronized void close() throws KeyTransferException {
        if (!opened.isEmpty()) {
            try (OpenToken last = opened.remove(opened.size() - 1)) {
                known.values().remove(last);
            } finally {
                close();
            }
        }
    }
}
