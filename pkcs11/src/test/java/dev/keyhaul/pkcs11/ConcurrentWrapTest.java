package dev.keyhaul.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.OaepHash;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrentWrapTest {
    private static final int THREADS = 8;
    private static final int WRAPS_A_THREAD = 25;

    @Test
    void wrapUnder_fromManyThreads_noErrorAndNothingLeaks() throws Exception {
        ObservedBackend counting = new ObservedBackend();
        try (SoftHsm hsm = SoftHsm.create(counting)) {
            try (Token token = hsm.newToken("HSM")) {
                wrapAndCount(token, counting);
            }
            assertThat(counting.openSessions()).isZero();
        }
    }

    private static void wrapAndCount(Token token, ObservedBackend counting) throws Exception {
        TokenKey key = token.rsaKey(token.generate(KeyRequest.target("tenant")));
        KeyPair kek = TestKeys.generate(2048);
        RsaAesWrappingKey wrappingKey = RsaAesWrappingKey.sha1((RSAPublicKey) kek.getPublic());
        int objects = objects(token);

        List<byte[]> blobs = wrapInThreads(key, wrappingKey);
        blobs.addAll(wrapInThreads(key, wrappingKey));

        assertThat(objects(token)).isEqualTo(objects);
        // One a thread, the one that keeps the login, and one for what is done once.
        assertThat(counting.openSessions()).isBetween(2, THREADS + 2);
        assertThat(new HashSet<>(blobs.stream().map(Arrays::hashCode).toList()))
                .hasSize(2 * THREADS * WRAPS_A_THREAD);
        for (byte[] blob : blobs) {
            assertOpens(kek, blob);
        }
    }

    private static List<byte[]> wrapInThreads(TokenKey key, RsaAesWrappingKey wrappingKey)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<byte[]>>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                results.add(threads.submit(() -> wrapMany(key, wrappingKey)));
            }
            List<byte[]> blobs = new ArrayList<>();
            for (Future<List<byte[]>> result : results) {
                blobs.addAll(result.get());
            }
            return blobs;
        } finally {
            threads.shutdown();
        }
    }

    private static List<byte[]> wrapMany(TokenKey key, RsaAesWrappingKey wrappingKey)
            throws Exception {
        List<byte[]> blobs = new ArrayList<>();
        for (int i = 0; i < WRAPS_A_THREAD; i++) {
            blobs.add(key.wrapUnder(wrappingKey).ciphertext());
        }
        return blobs;
    }

    private static void assertOpens(KeyPair kek, byte[] blob) throws Exception {
        try (SecretBytes opened =
                RsaAesKeyWrap.unwrap(
                        blob,
                        (RSAPrivateKey) kek.getPrivate(),
                        OaepHash.SHA1,
                        new SecureRandom())) {
            assertThat(opened.lengthBytes()).isBetween(1214, 1224);
        }
    }

    private static int objects(Token token) throws Exception {
        try (Session session = token.borrow()) {
            return session.find(Template.empty()).size();
        }
    }
}
