package dev.keyhaul.benchmarks;

import dev.keyhaul.core.keywrap.Accelerator;
import dev.keyhaul.core.keywrap.KeyWrapper;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.util.Iterator;
import java.util.stream.LongStream;

/** A stream of many keys through one wrapper: does it fit in the heap that Java was given. */
final class HeapCheck {
    private HeapCheck() {}

    /** Each target is a copy of its own, as if it had just been read, and dropped once wrapped. */
    static void run(long keys, boolean accelerated, PrintStream out)
            throws GeneralSecurityException {
        byte[] pkcs8 = Keys.pkcs8(2048);
        RSAPublicKey kek = (RSAPublicKey) Keys.rsa(2048).getPublic();
        Accelerator accelerator = accelerated ? Accelerator.load() : Accelerator.none();
        Iterator<SecretBytes> stream =
                LongStream.range(0, keys).mapToObj(i -> SecretBytes.copyOf(pkcs8)).iterator();
        long[] told = {0, 0};
        long start = System.nanoTime();
        try (KeyWrapper wrapper =
                KeyWrapper.under(kek, Competitor.HASH).accelerator(accelerator).build()) {
            wrapper.wrapAll(
                    stream,
                    ciphertext -> {
                        told[0]++;
                        told[1] += ciphertext.length;
                    });
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                "%d keys, %d MB of ciphertext, %.1f s, %.0f keys a second, heap limit %d MB, %s%n",
                told[0],
                told[1] / 1_000_000,
                seconds,
                told[0] / seconds,
                Runtime.getRuntime().maxMemory() / (1024 * 1024),
                accelerator.description());
    }
}
