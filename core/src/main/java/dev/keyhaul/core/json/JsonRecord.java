package dev.keyhaul.core.json;

import dev.keyhaul.core.KeyTransferException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records as objects: the components are the members. */
final class JsonRecord<R extends Record> extends JsonValue<R> {
    private final MethodHandle constructor;
    private final List<Member> members;

    /**
     * A component.
     *
     * @param inline its record, if that one's members stand in this object
     */
    private record Member(
            String name,
            JsonValue<?> value,
            MethodHandle accessor,
            boolean optional,
            boolean nullable,
            boolean sparse,
            @Nullable JsonRecord<?> inline) {}

    JsonRecord(Class<R> type, JsonTypes types) {
        super(type, "an object");
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] classes =
                Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        constructor =
                types.constructor(type, MethodType.methodType(void.class, classes))
                        .asType(MethodType.genericMethodType(classes.length))
                        .asSpreader(Object[].class, classes.length);
        List<Member> all = new ArrayList<>();
        for (RecordComponent component : components) {
            all.add(member(component, types));
        }
        members = List.copyOf(all);
    }

    private static Member member(RecordComponent component, JsonTypes types) {
        JsonForm.Name name = component.getAnnotation(JsonForm.Name.class);
        boolean optional = component.getType() == Optional.class;
        JsonValue<?> value =
                types.of(
                        optional
                                ? JsonTypes.argument(component.getGenericType(), 0)
                                : component.getGenericType());
        return new Member(
                name == null ? JsonObject.memberName(component.getName()) : name.value(),
                value,
                types.accessor(component).asType(MethodType.genericMethodType(1)),
                optional,
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                component.isAnnotationPresent(JsonForm.Sparse.class),
                component.isAnnotationPresent(JsonForm.Inline.class)
                        ? (JsonRecord<?>) value
                        : null);
    }

    /** Returns the members' names. */
    List<String> names() {
        return members.stream()
                .flatMap(
                        member ->
                                member.inline == null
                                        ? Stream.of(member.name)
                                        : member.inline.names().stream())
                .toList();
    }

    void writeTo(Map<String, @Nullable Object> object, Object record) {
        for (Member member : members) {
            Object value = get(member, record);
            if (value instanceof Optional<?> optional) {
                value = optional.orElse(null);
            }
            if (value == null) {
                continue;
            } else if (member.inline != null) {
                member.inline.writeTo(object, value);
                continue;
            }
            Object written = member.value.writeAny(value);
            if (!member.sparse || !member.value.isEmpty(written)) {
                object.put(member.name, written);
            }
        }
    }

    private static @Nullable Object get(Member member, Object record) {
        try {
            return member.accessor.invokeExact(record);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("an accessor cannot throw this", e);
        }
    }

    @Override
    Object write(R value) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        writeTo(object, value);
        return new JsonObject(JsonPath.ROOT, object);
    }

    @Override
    R read(JsonPath at, @Nullable Object value) throws KeyTransferException {
        JsonObject object = require(at, value, JsonObject.class);
        object.requireOnly(names().toArray(String[]::new));
        return readFrom(object);
    }

    /** Reads the members of this record; others may be there. */
    R readFrom(JsonObject object) throws KeyTransferException {
        @Nullable Object[] values = new Object[members.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(members.get(i), object);
        }
        return placed(object.path(), this::make, values);
    }

    private static @Nullable Object read(Member member, JsonObject object)
            throws KeyTransferException {
        if (member.inline != null) {
            return member.inline.readFrom(object);
        }
        JsonPath at = object.path().member(member.name);
        Object value = object.value(member.name).orElse(null);
        if (value == null && member.optional) {
            return Optional.empty();
        } else if (value == null && member.nullable) {
            return null;
        } else if (value == null && member.sparse) {
            return member.value.absent(at);
        }
        Object read = member.value.read(at, value);
        return member.optional ? Optional.of(read) : read;
    }

    private R make(@Nullable Object[] values) {
        try {
            return type().cast((Object) constructor.invokeExact(values));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a record's constructor cannot throw this", e);
        }
    }

    @Override
    void describe(String name, List<String> lines) {
        for (Member member : members) {
            if (member.inline != null) {
                member.inline.describe(name, lines);
            } else {
                member.value.describe(
                        (name.isEmpty() ? "" : name + ".")
                                + member.name
                                + (member.optional || member.nullable || member.sparse ? "?" : ""),
                        lines);
            }
        }
    }
}
