package dev.keyhaul.localvault;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a server must give back, the last taken first. Thread-safe. */
final class OpenResources implements AutoCloseable {
    private final Deque<Closing> taken = new ArrayDeque<>();

    /** Closes without an exception that anybody could act on. */
    @FunctionalInterface
    interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    synchronized <T extends Closing> T add(T resource) {
        taken.push(resource);
        return resource;
    }

    /** Gives everything back; closing twice has no effect. */
    @Override
    public synchronized void close() {
        while (!taken.isEmpty()) {
            taken.pop().close();
        }
    }
}
