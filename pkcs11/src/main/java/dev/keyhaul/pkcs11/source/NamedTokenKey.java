package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.SourceContext;
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
    public LeasedTokenKey openUnchecked(SourceContext context) throws KeyTransferException {
        TokenAccess access =
                context.shared(TokenAccess.class).orElseGet(TokenAccess::ofKnownModules);
        TokenLease token = access.open(uri, context.secrets());
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
