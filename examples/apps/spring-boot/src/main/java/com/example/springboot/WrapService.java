package com.example.springboot;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.pkcs11.token.TokenKey;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
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

    /** A token without a free session is busy; whoever asked may come again. */
    @ExceptionHandler
    ResponseEntity<String> failed(KeyTransferException e) {
        HttpStatus status =
                e.reason() == Reason.TOKEN_BUSY
                        ? HttpStatus.TOO_MANY_REQUESTS
                        : HttpStatus.BAD_GATEWAY;
        return ResponseEntity.status(status)
                .contentType(MediaType.TEXT_PLAIN)
                .body(e.reason().code() + ": " + e.getMessage());
    }
}
