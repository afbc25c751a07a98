package dev.keyhaul.cli.report;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record as a JSON object. Its components are the members, in their order; their names are
 * {@link JsonObject#memberName}s.
 *
 * <table>
 *   <caption>Types of components</caption>
 *   <tr><th>component</th><th>member</th></tr>
 *   <tr><td>{@code String}, {@code boolean}, whole numbers</td><td>the same</td></tr>
 *   <tr><td>{@code double}</td><td>a number with three decimals</td></tr>
 *   <tr><td>{@code OptionalInt}</td><td>a whole number, or {@code unknown}</td></tr>
 *   <tr><td>{@code Path}, {@code Instant}, {@code Fingerprint}</td><td>its text</td></tr>
 *   <tr><td>an enum</td><td>the constant in lower case, with blanks for underscores; the code of a
 *       {@code Reason}</td></tr>
 *   <tr><td>another record</td><td>an object; the members of an {@link InlinePart} stand in the
 *       outer one</td></tr>
 *   <tr><td>{@code List}</td><td>an array</td></tr>
 *   <tr><td>{@code Map<String, …>}</td><td>an object in the map's order</td></tr>
 *   <tr><td>{@code @Nullable}</td><td>null where it is null</td></tr>
 *   <tr><td>{@code Optional}</td><td>left out where it is empty</td></tr>
 * </table>
 *
 * <p>The schema of a report is generated from the same records, and has the words of their Javadoc.
 * Only names and values are read here, and no annotation: reading one at run time costs more than
 * the rest of a report. For one thread.
 */
public final class ReportJson {
    /** The text in the place of a number that nothing tells. */
    static final String UNKNOWN = "unknown";

    private final Map<Class<?>, RecordComponent[]> components = new HashMap<>();

    private ReportJson() {}

    /**
     * Lets accessors be called as cheaply as on JDK 17, if it comes before the first call of any
     * method by reflection. From JDK 18 on, the first call of each would build a method handle: 10
     * to 30 ms for a report.
     */
    public static void prepare() {
        System.setProperty("jdk.reflect.useNativeAccessorOnly", "true");
    }

    /** Returns the object of a record. */
    public static JsonObject of(Record report) {
        return new ReportJson().object(report);
    }

    /** Returns the members of a record that are texts, by their names. */
    public static Map<String, String> texts(Record record) {
        JsonObject object = of(record);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : object.names()) {
            object.value(name)
                    .filter(String.class::isInstance)
                    .ifPresent(text -> texts.put(name, (String) text));
        }
        return texts;
    }

    private JsonObject object(Record record) {
        JsonObject.Builder object = JsonObject.builder();
        putMembers(object, record);
        return object.build();
    }

    private void putMembers(JsonObject.Builder object, Record record) {
        for (RecordComponent component : components(record.getClass())) {
            Object value = value(component.getAccessor(), record);
            if (value instanceof Optional<?> optional) {
                if (optional.isEmpty()) {
                    continue;
                }
                value = optional.get();
            }
            if (value instanceof InlinePart) {
                putMembers(object, (Record) value);
            } else {
                object.put(
                        JsonObject.memberName(component.getName()),
                        Optional.ofNullable(written(value)));
            }
        }
    }

    /** A method reference to a method that looks at its caller takes 3 ms to be made. */
    private RecordComponent[] components(Class<?> type) {
        RecordComponent[] found = components.get(type);
        if (found == null) {
            found = type.getRecordComponents();
            components.put(type, found);
        }
        return found;
    }

    private static @Nullable Object value(Method accessor, Record record) {
        try {
            accessor.trySetAccessible();
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("an accessor cannot fail", e);
        }
    }

    /** Returns the word of a constant. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private @Nullable Object written(@Nullable Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Long) {
            return value;
        } else if (value instanceof Record record) {
            return object(record);
        } else if (value instanceof List<?> list) {
            return list.stream().map(this::written).toList();
        } else if (value instanceof Map<?, ?> map) {
            JsonObject.Builder object = JsonObject.builder();
            map.forEach(
                    (name, each) ->
                            object.put(String.valueOf(name), Optional.ofNullable(written(each))));
            return object.build();
        } else if (value instanceof Reason reason) {
            return reason.code();
        } else if (value instanceof Enum<?> constant) {
            return word(constant);
        } else if (value instanceof Integer number) {
            return number.longValue();
        } else if (value instanceof OptionalInt number) {
            return number.isPresent() ? (Object) Long.valueOf(number.getAsInt()) : UNKNOWN;
        } else if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        } else if (value instanceof Double number) {
            return BigDecimal.valueOf(Math.round(number * 1000), 3);
        } else if (value instanceof Path
                || value instanceof Instant
                || value instanceof Fingerprint) {
            return value.toString();
        }
        throw new IllegalArgumentException("no JSON form of " + value.getClass());
    }
}
