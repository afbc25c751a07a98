package com.example.springboot;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.pkcs11.token.TokenKey;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Wraps the tenant key for many requests at once: token keys and wrappers are thread-safe. */
@RestController
class WrapService {
    private final TokenKey key;
    private final BlobWrapper wrapper;

    /**
     * Takes the KEK from the configuration: a request must never choose what the key goes under.
     */
    WrapService(TokenKey key, KeyExchangeKey kek) {
        this.key = key;
        this.wrapper = BlobWrapper.under(kek).generator("spring-boot-example").build();
    }

    /** Returns a new blob, the content of a {@code .byok} file. */
    @PostMapping(path = "/blobs", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] wrap() throws KeyTransferException {
        return wrapper.wrap(key).toFile();
    }
}
