package dev.keyhaul.cli.report;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JSON schema of a report (draft 2020-12), from the records that {@link ReportJson} writes. */
public final class ReportSchema {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private final RecordWords words;
    private final String version;

    /**
     * Makes schemas.
     *
     * @param root the folder of the modules, whose sources have the words
     * @param version what every report has as its {@code schema_version}
     */
    public ReportSchema(Path root, String version) {
        this.words = new RecordWords(root);
        this.version = version;
    }

    /**
     * Returns the text of a schema.
     *
     * @param title what prints the report
     * @param forms its record, or one for each form that it can have
     */
    public String of(String title, List<Class<? extends Record>> forms) {
        JsonObject.Builder schema =
                JsonObject.builder().put("$schema", DIALECT).put("title", title);
        if (forms.size() == 1) {
            schema.putAll(report(forms.get(0)));
        } else {
            schema.put("oneOf", forms.stream().map(this::report).toList());
        }
        return new String(schema.build().toUtf8(), StandardCharsets.UTF_8);
    }

    private JsonObject report(Class<? extends Record> form) {
        JsonObject stated =
                JsonObject.builder()
                        .put("description", "The version of the schemas of reports.")
                        .put("const", version)
                        .build();
        JsonObject.Builder properties = JsonObject.builder().put("schema_version", stated);
        List<String> required = new ArrayList<>(List.of("schema_version"));
        return JsonObject.builder()
                .put("description", words.of(form))
                .putAll(object(form, properties, required))
                .build();
    }

    private JsonObject object(
            Class<?> record, JsonObject.Builder properties, List<String> required) {
        add(record, properties, required, true);
        return JsonObject.builder()
                .put("type", "object")
                .put("properties", properties.build())
                .put("required", required)
                .put("additionalProperties", false)
                .build();
    }

    private void add(
            Class<?> record,
            JsonObject.Builder properties,
            List<String> required,
            boolean isThere) {
        for (RecordComponent component : record.getRecordComponents()) {
            AnnotatedType annotated = component.getAnnotatedType();
            Type type = component.getGenericType();
            boolean isOptional = component.getType() == Optional.class;
            if (isOptional) {
                type = ((ParameterizedType) type).getActualTypeArguments()[0];
            }
            boolean isRequired = isThere && !isOptional;
            if (type instanceof Class<?> part && InlinePart.class.isAssignableFrom(part)) {
                add(part, properties, required, isRequired);
                continue;
            }
            String name = JsonObject.memberName(component.getName());
            JsonObject schema = value(type);
            properties.put(
                    name,
                    JsonObject.builder()
                            .put("description", words.of(record, component.getName()))
                            .putAll(
                                    annotated.isAnnotationPresent(Nullable.class)
                                            ? orNull(schema)
                                            : schema)
                            .build());
            if (isRequired) {
                required.add(name);
            }
        }
    }

    private static JsonObject orNull(JsonObject schema) {
        JsonObject.Builder nullable = JsonObject.builder();
        for (String name : schema.names()) {
            if (name.equals("type")) {
                nullable.put(name, List.of(schema.value(name).orElseThrow(), "null"));
            } else {
                nullable.putMember(name, schema);
            }
        }
        return nullable.build();
    }

    private JsonObject value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return with("array", "items", value(arguments[0]));
            } else if (generic.getRawType() == Map.class) {
                return with("object", "additionalProperties", value(arguments[1]));
            }
        } else if (type instanceof WildcardType) {
            return JsonObject.builder().put("type", List.of("string", "boolean")).build();
        } else if (type instanceof Class<?> plain) {
            return plain(plain);
        }
        throw new IllegalStateException("no schema of " + type);
    }

    private JsonObject plain(Class<?> type) {
        if (type.isRecord()) {
            return object(type, JsonObject.builder(), new ArrayList<>());
        } else if (type == Reason.class) {
            return JsonObject.builder()
                    .put("type", "string")
                    .put("pattern", "^KH(-[A-Z0-9]+)+$")
                    .build();
        } else if (type.isEnum()) {
            return JsonObject.builder()
                    .put("type", "string")
                    .put(
                            "enum",
                            Stream.of(type.getEnumConstants())
                                    .map(constant -> ReportJson.word((Enum<?>) constant))
                                    .toList())
                    .build();
        } else if (type == Instant.class) {
            return JsonObject.builder().put("type", "string").put("format", "date-time").build();
        } else if (List.of(String.class, Path.class, Fingerprint.class).contains(type)) {
            return of("string");
        } else if (List.of(boolean.class, Boolean.class).contains(type)) {
            return of("boolean");
        } else if (List.of(long.class, int.class, Long.class, Integer.class, BigInteger.class)
                .contains(type)) {
            return of("integer");
        } else if (type == OptionalInt.class) {
            return JsonObject.builder()
                    .put("type", List.of("integer", "string"))
                    .put("pattern", "^" + ReportJson.UNKNOWN + "$")
                    .build();
        } else if (List.of(double.class, Double.class).contains(type)) {
            return of("number");
        }
        throw new IllegalStateException("no schema of " + type);
    }

    private static JsonObject of(String type) {
        return JsonObject.builder().put("type", type).build();
    }

    private static JsonObject with(String type, String name, JsonObject schema) {
        return JsonObject.builder().put("type", type).put(name, schema).build();
    }
}
