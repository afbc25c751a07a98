package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.session.Session;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions and objects are counted before and after, by the token and beside it. */
@Tag("long")
@ExtendWith(RepeatedKeks.class)
class ConcurrentWrapTest {
    private static final int THREADS = 8;
    private static final int WRAPS_A_THREAD = 200;

    @Test
    void wrapUnder_fromManyThreads_noErrorAndNothingLeaks() throws Exception {
        ObservedBackend counting = new ObservedBackend();
        try (SoftHsm hsm = SoftHsm.create(counting)) {
            hsm.addToken("HSM", KeyRequest.target("tenant"));
            TokenInfo info = hsm.module().find(TokenSelector.label("HSM"));
            try (Token token = hsm.login("HSM")) {
                wrapAndCount(token, counting);
            }
            System.out.println("token closed: sessions " + counting.openSessions() + " open");
            assertThat(counting.openSessions()).isZero();
            // A session that was left open would have kept the login.
            try (Token open = hsm.module().openWithoutLogin(info)) {
                assertThat(open.keys())
                        .extracting(KeyInfo::kind)
                        .containsOnly(KeyObjectKind.PUBLIC);
            }
        }
    }

    private static void wrapAndCount(Token token, ObservedBackend counting) throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        KeyPair kek = TestKeys.rsa(2048);
        RsaAesWrappingKey wrappingKey = TestKeys.kek(kek);
        int objects = TestKeys.objects(token);
        long sessions = sessionsByTheToken(token);
        int opened = counting.openSessions();

        List<byte[]> blobs = wrapInThreads(key, wrappingKey);

        System.out.printf(
                "%d threads, %d blobs: objects %d before, %d after; sessions %d before, %d after;"
                        + " by the token %d before, %d after (-1: it does not tell)%n",
                THREADS,
                blobs.size(),
                objects,
                TestKeys.objects(token),
                opened,
                counting.openSessions(),
                sessions,
                sessionsByTheToken(token));
        assertThat(TestKeys.objects(token)).isEqualTo(objects);
        try (Session session = token.borrow()) {
            // A session keeps the objects of its last KEK and of the one of its decoys.
            assertThat(TestKeys.kept(session)).isBetween(1, 2 * counting.openSessions());
        }
        // One a thread, the one that keeps the login, and one for what is done once.
        assertThat(counting.openSessions()).isBetween(2, THREADS + 2);
        assertThat(new HashSet<>(blobs.stream().map(Arrays::hashCode).toList()))
                .hasSize(THREADS * WRAPS_A_THREAD);
        for (byte[] blob : blobs) {
            assertOpens(kek, blob);
        }
    }

    /** CK_TOKEN_INFO's count, where the token keeps one; SoftHSM does not. */
    private static long sessionsByTheToken(Token token) throws Exception {
        return token.sessions().slot().refreshed().token().sessionCount();
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
}
