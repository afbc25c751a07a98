package com.example.springboot;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.pkcs11.token.TokenKey;
import org.springframework.stereotype.Service;

/** Wraps the tenant key for several callers at once: token keys and wrappers are thread-safe. */
@Service
public class WrapService {
    private final TokenKey key;

    WrapService(TokenKey key) {
        this.key = key;
    }

    /** Wraps the key under a KEK that the caller has authenticated. */
    public KeyTransferBlob wrap(KeyExchangeKey kek) throws KeyTransferException {
        return BlobWrapper.under(kek).generator("spring-boot-example").build().wrap(key);
    }
}
