package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.pkcs11.TokenKey;

/**
 * A key in a token that was opened for it.
 *
 * @param key the key
 * @param token its token
 * @since 0.1.0
 */
public record OpenTokenKey(TokenKey key, OpenToken token) implements OpenedKey {
    @Override
    public void close() {
        try (token) {
            key.close();
        }
    }
}
