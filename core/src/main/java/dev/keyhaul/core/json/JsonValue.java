package dev.keyhaul.core.json;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How values of a class are written in a {@link JsonForm}, and read again. Immutable and
 * thread-safe.
 *
 * @param <T> the class
 */
public abstract class JsonValue<T> {
    private final Class<T> type;
    private final String wanted;

    /** What is read from a text or an object. */
    @FunctionalInterface
    public interface Reading<J, T> {
        /**
         * Reads it.
         *
         * @throws KeyTransferException if it is no such thing
         */
        T of(J json) throws KeyTransferException;
    }

    /**
     * Makes the way of a class.
     *
     * @param wanted what it is in JSON, such as {@code a string}
     */
    JsonValue(Class<T> type, String wanted) {
        this.type = type;
        this.wanted = wanted;
    }

    private static class Text<T> extends JsonValue<T> {
        private final Function<? super T, String> text;
        private final Reading<String, T> reading;

        Text(Class<T> type, Function<? super T, String> text, Reading<String, T> reading) {
            super(type, "a string");
            this.text = text;
            this.reading = reading;
        }

        @Override
        Object write(T value) {
            return text.apply(value);
        }

        @Override
        T read(JsonPath at, @Nullable Object value) throws KeyTransferException {
            return placed(at, reading, require(at, value, String.class));
        }
    }

    /** Returns the way of a class whose values are texts. */
    public static <T> JsonValue<T> text(
            Class<T> type, Function<? super T, String> text, Reading<String, T> reading) {
        return new Text<>(type, text, reading);
    }

    /** Returns the way of an enum whose constants have words. */
    public static <E extends Enum<E>> JsonValue<E> words(
            Class<E> type, Function<? super E, String> word) {
        return new Text<>(type, word, text -> constant(type, word, text)) {
            @Override
            void describe(String name, List<String> lines) {
                lines.add(name + ": one of " + known(type, word));
            }
        };
    }

    private static <E> String known(Class<E> type, Function<? super E, String> word) {
        return Stream.of(type.getEnumConstants()).map(word).collect(Collectors.joining(", "));
    }

    private static <E extends Enum<E>> E constant(
            Class<E> type, Function<? super E, String> word, String text)
            throws MalformedInputException {
        for (E constant : type.getEnumConstants()) {
            if (word.apply(constant).equals(text)) {
                return constant;
            }
        }
        throw new MalformedInputException(
                Reason.JSON_MEMBER, "'" + text + "' is unknown", "known are " + known(type, word));
    }

    /** Returns the way of a class whose values are objects of several forms. */
    public static <T> JsonValue<T> object(
            Class<T> type, Function<? super T, JsonObject> json, Reading<JsonObject, T> reading) {
        return new JsonValue<>(type, "an object") {
            @Override
            Object write(T value) {
                return json.apply(value);
            }

            @Override
            T read(JsonPath at, @Nullable Object value) throws KeyTransferException {
                JsonObject object = require(at, value, JsonObject.class);
                try {
                    return reading.of(object); // An object names its own place.
                } catch (RuntimeException e) {
                    throw wrong(at, ": " + e.getMessage(), e);
                }
            }
        };
    }

    /** Returns the way of a class whose values are written as a record. */
    public static <T, R extends Record> JsonValue<T> record(
            Class<T> type,
            JsonForm<R> form,
            Function<? super T, R> written,
            Reading<R, T> reading) {
        JsonValue<R> record = form.value();
        return new JsonValue<>(type, "an object") {
            @Override
            Object write(T value) {
                return record.write(written.apply(value));
            }

            @Override
            T read(JsonPath at, @Nullable Object value) throws KeyTransferException {
                return placed(at, reading, record.read(at, value));
            }

            @Override
            void describe(String name, List<String> lines) {
                record.describe(name, lines);
            }
        };
    }

    /** Returns the way of a class whose values are lists of records, and nothing else. */
    public static <T, R extends Record> JsonValue<T> list(
            Class<T> type,
            JsonForm<R> element,
            Function<? super T, List<R>> elements,
            Reading<List<R>, T> reading) {
        return new JsonLists<>(type, element.value(), elements, reading);
    }

    abstract Object write(T value);

    abstract T read(JsonPath at, @Nullable Object value) throws KeyTransferException;

    /** Whether a written value is left out where it may be. */
    boolean isEmpty(Object written) {
        return written.equals(false)
                || (written instanceof List<?> list && list.isEmpty())
                || (written instanceof JsonObject object && object.names().isEmpty());
    }

    /** Returns what an absent member is, where it may be absent. */
    T absent(JsonPath at) throws KeyTransferException {
        throw missing(at);
    }

    void describe(String name, List<String> lines) {
        lines.add(name + ": " + wanted);
    }

    final Class<T> type() {
        return type;
    }

    final Object writeAny(Object value) {
        return write(type.cast(value));
    }

    final <J> J require(JsonPath at, @Nullable Object value, Class<J> json)
            throws MalformedInputException {
        if (value == null) {
            throw missing(at);
        } else if (!json.isInstance(value)) {
            throw wrong(at, " is not " + wanted, null);
        }
        return json.cast(value);
    }

    static MalformedInputException missing(JsonPath at) {
        return wrong(at, " is missing", null);
    }

    static MalformedInputException wrong(JsonPath at, String how, @Nullable Throwable cause) {
        return new MalformedInputException(Reason.JSON_MEMBER, at.inError() + how, null, cause);
    }

    /** What the value itself refuses has its place in the document. */
    static <J, T> T placed(JsonPath at, Reading<J, T> reading, J json) throws KeyTransferException {
        try {
            return reading.of(json);
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    e.reason(), at.inError() + ": " + e.getMessage(), e.hint().orElse(null), e);
        } catch (RuntimeException e) {
            throw wrong(at, ": " + e.getMessage(), e);
        }
    }
}
