package com.example.kms;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;

/** Two requests: GET gives the public key, POST wraps under the public key that it sends. */
record KmsClient(String url) {
    byte[] publicKey() throws KeyTransferException {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    byte[] wrap(RSAPublicKey kek) throws KeyTransferException {
        return send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(kek.getEncoded())));
    }

    private byte[] send(HttpRequest.Builder request) throws KeyTransferException {
        try {
            HttpResponse<byte[]> answer =
                    HttpClient.newHttpClient()
                            .send(
                                    request.timeout(Duration.ofSeconds(10)).build(),
                                    HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new FileException(
                        Reason.EXTENSION_FAILED, url + " answers " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new FileException(
                    Reason.EXTENSION_FAILED, url + " does not answer", "check the address", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileException(Reason.INTERRUPTED, "interrupted while waiting for " + url);
        }
    }
}
