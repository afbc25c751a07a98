package dev.keyhaul.core.json;

import dev.keyhaul.core.KeyTransferException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values of one form, by the types of components. */
record JsonTypes(Lookup lookup, List<JsonValue<?>> given) {
    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    JsonValue<?> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type raw = generic.getRawType();
            if (raw == List.class) {
                return lists(of(argument(type, 0)));
            } else if (raw == Set.class) {
                return sets(of(argument(type, 0)));
            } else if (raw == Map.class
                    && argument(type, 0) == String.class
                    && argument(type, 1) == String.class) {
                return TEXTS;
            }
        } else if (type instanceof Class<?> plain) {
            return plain(plain);
        }
        throw new IllegalArgumentException("no JSON form of " + type.getTypeName());
    }

    private JsonValue<?> plain(Class<?> type) {
        Class<?> boxed = MethodType.methodType(type).wrap().returnType();
        return Stream.of(given, PLAIN)
                .flatMap(List::stream)
                .filter(value -> value.type() == boxed)
                .findFirst()
                .orElseGet(() -> record(type));
    }

    private JsonValue<?> record(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("no JSON form of " + type.getName());
        }
        return recordOf(type.asSubclass(Record.class));
    }

    private <R extends Record> JsonValue<R> recordOf(Class<R> type) {
        return new JsonRecord<>(type, this);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // The class of a generic list is a raw one.
    private static <E> JsonValue<?> lists(JsonValue<E> element) {
        return new JsonLists<List, E>(List.class, element, list -> list, List::copyOf);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // The class of a generic set is a raw one.
    private static <E> JsonValue<?> sets(JsonValue<E> element) {
        return new JsonLists<Set, E>(
                Set.class,
                element,
                set -> ((Set<E>) set).stream().sorted().toList(),
                LinkedHashSet::new);
    }

    MethodHandle constructor(Class<?> record, MethodType type) {
        try {
            return MethodHandles.privateLookupIn(record, lookup).findConstructor(record, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(record + " is of another module", e);
        }
    }

    MethodHandle accessor(RecordComponent component) {
        Class<?> record = component.getDeclaringRecord();
        try {
            return MethodHandles.privateLookupIn(record, lookup).unreflect(component.getAccessor());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(record + " is of another module", e);
        }
    }

    private static final JsonValue<Boolean> TRUTH =
            new JsonValue<>(Boolean.class, "true or false") {
                @Override
                Object write(Boolean value) {
                    return value;
                }

                @Override
                Boolean read(JsonPath at, @Nullable Object value) throws KeyTransferException {
                    return require(at, value, Boolean.class);
                }

                @Override
                Boolean absent(JsonPath at) {
                    return false;
                }
            };

    private static final JsonValue<Long> WHOLE =
            new JsonValue<>(Long.class, "a whole number") {
                @Override
                Object write(Long value) {
                    return value;
                }

                @Override
                Long read(JsonPath at, @Nullable Object value) throws KeyTransferException {
                    return require(at, value, Long.class);
                }
            };

    private static final JsonValue<Integer> SMALL =
            new JsonValue<>(Integer.class, "a whole number") {
                @Override
                Object write(Integer value) {
                    return value.longValue();
                }

                @Override
                Integer read(JsonPath at, @Nullable Object value) throws KeyTransferException {
                    return placed(at, Math::toIntExact, require(at, value, Long.class));
                }
            };

    @SuppressWarnings("rawtypes") // The class of a generic map is a raw one.
    private static final JsonValue<Map> TEXTS =
            new JsonValue<>(Map.class, "an object of strings") {
                @Override
                Object write(Map value) {
                    Map<String, @Nullable Object> texts = new LinkedHashMap<>();
                    ((Map<?, ?>) value).forEach((name, text) -> texts.put((String) name, text));
                    return new JsonObject(JsonPath.ROOT, texts);
                }

                @Override
                Map read(JsonPath at, @Nullable Object value) throws KeyTransferException {
                    JsonObject object = require(at, value, JsonObject.class);
                    Map<String, String> texts = new LinkedHashMap<>();
                    for (String name : object.names()) {
                        texts.put(name, object.string(name));
                    }
                    return Collections.unmodifiableMap(texts);
                }

                @Override
                Map absent(JsonPath at) {
                    return Map.of();
                }
            };

    private static final List<JsonValue<?>> PLAIN =
            List.of(
                    JsonValue.text(String.class, text -> text, text -> text),
                    JsonValue.text(Instant.class, Instant::toString, Instant::parse),
                    TRUTH,
                    WHOLE,
                    SMALL);
}
