package dev.keyhaul.keyvault.connection;

import org.jspecify.annotations.Nullable;

/** Looks into what the SDK throws: Reactor and the SDK wrap causes in several layers. */
public final class Causes {
    private static final int MAX_LAYERS = 16;

    private Causes() {}

    /** Returns the first of a type among a failure and its causes; null if there is none. */
    public static <T extends Throwable> @Nullable T of(Throwable failure, Class<T> type) {
        int layer = 0;
        for (Throwable t = failure; t != null && layer < MAX_LAYERS; t = t.getCause(), layer++) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
