package dev.keyhaul.batch;

import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.Accelerator;
import dev.keyhaul.core.keywrap.KeyWrapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The wrappers of a batch, reused for the next wrap under the same KEK: making one, with ten
 * ciphers and a seeded generator, costs as much as wrapping several keys. All are closed with this.
 * Thread-safe.
 */
final class Wrappers implements AutoCloseable {
    /** A batch has few KEKs; if it has many, most wrappers are closed after use. */
    private static final int MAX_IDLE = 256;

    private final Accelerator accelerator;
    private final Map<RsaAesWrappingKey, Deque<KeyWrapper>> idle = new HashMap<>();
    private int idleCount;

    Wrappers(Accelerator accelerator) {
        this.accelerator = accelerator;
    }

    /** Gives {@code use} a wrapper under a KEK, which no other thread uses until it returns. */
    void use(RsaAesWrappingKey kek, Consumer<KeyWrapper> use) {
        KeyWrapper wrapper = take(kek);
        boolean usable = false;
        try {
            use.accept(wrapper);
            usable = keep(kek, wrapper);
        } finally {
            if (!usable) {
                wrapper.close();
            }
        }
    }

    private synchronized KeyWrapper take(RsaAesWrappingKey kek) {
        KeyWrapper wrapper = idle.getOrDefault(kek, new ArrayDeque<>()).poll();
        if (wrapper == null) {
            return kek.wrapper().accelerator(accelerator).build();
        }
        idleCount--;
        return wrapper;
    }

    private synchronized boolean keep(RsaAesWrappingKey kek, KeyWrapper wrapper) {
        if (idleCount == MAX_IDLE) {
            return false;
        }
        idle.computeIfAbsent(kek, k -> new ArrayDeque<>()).push(wrapper);
        idleCount++;
        return true;
    }

    /** Closes those that are not in use: all of them, when the batch has ended. */
    @Override
    public synchronized void close() {
        List<Deque<KeyWrapper>> all = new ArrayList<>(idle.values());
        idle.clear();
        idleCount = 0;
        all.forEach(wrappers -> wrappers.forEach(KeyWrapper::close));
    }
}
