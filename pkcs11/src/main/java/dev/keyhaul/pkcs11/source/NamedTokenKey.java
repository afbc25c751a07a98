package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.pkcs11.TokenInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A key in a token, opened through the context's {@link TokenAccess} where it shares one.
 *
 * @param uri names the token and the key
 * @since 0.1.0
 */
public record NamedTokenKey(TokenUri uri) implements NamedKey {
    public NamedTokenKey {
        Arguments.notNull("uri", uri);
    }

    @Override
    public Secret secret() {
        return Secret.PIN;
    }

    @Override
    public boolean mayBeSoftware() {
        return false;
    }

    @Override
    public Optional<Path> secretFile() {
        return uri.pinFile();
    }

    @Override
    public List<Path> files() {
        return Stream.concat(uri.pinFile().stream(), uri.modulePath().stream()).toList();
    }

    @Override
    public Optional<String> openShared(SourceContext context) throws KeyTransferException {
        Arguments.notNull("context", context);
        try (TokenLease token = open(uri, context)) {
            token.tellFindings(context::warn);
            TokenInfo info = token.token().info();
            return Optional.of("token '" + info.label() + "', serial " + info.serial());
        }
    }

    private static TokenLease open(TokenUri uri, SourceContext context)
            throws KeyTransferException {
        return context.shared(TokenAccess.class)
                .orElseGet(TokenAccess::ofKnownModules)
                .open(uri, context.secrets());
    }

    @Override
    public LeasedTokenKey openUnchecked(SourceContext context) throws KeyTransferException {
        TokenLease token = open(uri, context);
        try {
            token.tellFindings(context::warn);
            return new LeasedTokenKey(token.token().key(uri.key()), token);
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }
}
