package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes key, token and module in the documented order while threads wrap, round after round; a JVM
 * of its own, which may crash. Prints what ended each thread, and how often.
 */
public final class ClosingRounds {
    private static final int THREADS = 16;

    private final Map<String, Integer> ends = new TreeMap<>();

    private ClosingRounds() {}

    /** Takes the number of rounds. */
    public static void main(String[] arguments) throws Exception {
        ClosingRounds rounds = new ClosingRounds();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            rounds.one();
        }
        rounds.ends.forEach((end, times) -> System.out.println(times + " × " + end));
    }

    private void one() throws Exception {
        RsaAesWrappingKey kek = TestKeys.kek();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<String>> all = new ArrayList<>();
        CountDownLatch working = new CountDownLatch(THREADS);
        try (SoftHsm hsm = SoftHsm.create()) {
            hsm.addToken("HSM", KeyRequest.target("tenant"));
            try (Token token = hsm.login("HSM");
                    TokenKey key = token.rsaKey(KeySelector.label("tenant"))) {
                key.wrapUnder(kek);
                for (int i = 0; i < THREADS; i++) {
                    all.add(
                            threads.submit(
                                    () -> endOf(() -> key.wrapUnder(kek).ciphertext(), working)));
                }
                working.await();
            }
        }
        for (Future<String> end : all) {
            ends.merge(end.get(1, TimeUnit.MINUTES), 1, Integer::sum);
        }
        threads.shutdown();
    }

    private static String endOf(Callable<byte[]> work, CountDownLatch working) throws Exception {
        try {
            work.call();
            working.countDown();
            while (true) {
                work.call();
            }
        } catch (KeyTransferException | RuntimeException e) {
            return e.getClass().getSimpleName()
                    + ": "
                    + String.valueOf(e.getMessage())
                            .replaceAll("serial [0-9a-f]+, slot \\d+", "…")
                            .replaceAll("/\\S*/", "");
        }
    }
}
