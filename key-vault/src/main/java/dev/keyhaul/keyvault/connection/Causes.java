package dev.keyhaul.keyvault.connection;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks into what the SDK throws: Reactor and the SDK wrap causes in several layers. */
public final class Causes {
    private static final int MAX_LAYERS = 16;

    private Causes() {}

    /** Returns the first of a type among a failure and its causes; null if there is none. */
    public static <T extends Throwable> @Nullable T of(Throwable failure, Class<T> type) {
        return layers(failure).filter(type::isInstance).map(type::cast).findFirst().orElse(null);
    }

    /** Returns whether a failure or one of its causes is of the class of this name. */
    public static boolean has(Throwable failure, String className) {
        return layers(failure).anyMatch(layer -> layer.getClass().getName().equals(className));
    }

    private static Stream<Throwable> layers(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MAX_LAYERS);
    }
}
