package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.pkcs11.token.TokenKey;

/**
 * A key in a token that was opened for it.
 *
 * @param key the key
 * @param token its token
 * @since 0.1.0
 */
public record LeasedTokenKey(TokenKey key, TokenLease token) implements OpenedKey {
    public LeasedTokenKey {
        Arguments.notNull("key", key, "token", token);
    }

    @Override
    public void close() {
        try (token) {
            key.close();
        }
    }
}
