package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.TokenUri;
import dev.keyhaul.pkcs11.source.OpenToken;
import dev.keyhaul.pkcs11.source.TokenAccess;
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
final class Tokens implements TokenAccess, AutoCloseable {
    private final AccessOptions access;
    private final Console console;
    private final List<OpenToken> opened = new ArrayList<>();
    private final Map<TokenSelector, OpenToken> known = new HashMap<>();
    private final Map<TokenSelector, KeyTransferException> failed = new HashMap<>();

    Tokens(AccessOptions access, Console console) {
        this.access = access;
        this.console = console;
    }

    /** Shares the token of a URI; its PIN counts the first time. */
    @Override
    public synchronized OpenToken open(TokenUri uri, SourceSecrets secrets)
            throws KeyTransferException {
        KeyTransferException failure = failed.get(uri.token());
        if (failure != null) {
            throw failure;
        }
        OpenToken token = known.get(uri.token());
        if (token == null) {
            try {
                token = opened(uri, secrets);
            } catch (KeyTransferException e) {
                failed.put(uri.token(), e);
                throw e;
            }
            known.put(uri.token(), token);
        }
        return token.shared();
    }

    private OpenToken opened(TokenUri uri, SourceSecrets secrets) throws KeyTransferException {
        OpenToken token =
                CommandTokens.beside(opened, access.token.module, console).open(uri, secrets);
        opened.add(token);
        token.findings().forEach(console::warn);
        return token;
    }

    /** Returns where a PIN comes from: a file that an item names, or else. */
    static SecretSource pin(Optional<Path> file, SecretSource otherwise) {
        return file.isPresent()
                ? SecretSource.of("PIN", "--pin-file").fromFile(file.get())
                : otherwise;
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
