package dev.keyhaul.core.json;

import dev.keyhaul.core.KeyTransferException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values that are arrays. */
final class JsonLists<T, E> extends JsonValue<T> {
    private final JsonValue<E> element;
    private final Function<? super T, List<E>> elements;
    private final Reading<List<E>, T> reading;

    JsonLists(
            Class<T> type,
            JsonValue<E> element,
            Function<? super T, List<E>> elements,
            Reading<List<E>, T> reading) {
        super(type, "a list");
        this.element = element;
        this.elements = elements;
        this.reading = reading;
    }

    @Override
    Object write(T value) {
        return elements.apply(value).stream().map(element::write).toList();
    }

    @Override
    T read(JsonPath at, @Nullable Object value) throws KeyTransferException {
        List<E> read = new ArrayList<>();
        for (Object each : require(at, value, List.class)) {
            read.add(element.read(at.element(read.size()), each));
        }
        return placed(at, reading, read);
    }

    @Override
    T absent(JsonPath at) throws KeyTransferException {
        return placed(at, reading, List.of());
    }

    @Override
    void describe(String name, List<String> lines) {
        element.describe(name + "[]", lines);
    }
}
