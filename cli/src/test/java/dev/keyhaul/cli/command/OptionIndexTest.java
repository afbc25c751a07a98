package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.Keyhaul;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The index says what the annotations say. */
final class OptionIndexTest {
    private final Map<String, String> byClass = new TreeMap<>();

    /** The groups of which one option must be given. */
    private final Set<Class<?>> needed = new HashSet<>();

    @Test
    void index_isWhatTheAnnotationsSay() throws Exception {
        CommandTable.KEYHAUL
                .all()
                .forEach(entry -> add(CommandTable.KEYHAUL.make(entry).getClass(), false));

        try (InputStream index = Keyhaul.class.getResourceAsStream("option-index.txt")) {
            // A failure prints what must stand in this file.
            assertThat(
                            new String(
                                    Objects.requireNonNull(index).readAllBytes(),
                                    StandardCharsets.UTF_8))
                    .isEqualTo(String.join("", byClass.values()));
        }
    }

    private void add(Class<?> type, boolean isGroup) {
        if (type == Object.class || byClass.containsKey(type.getName())) {
            return;
        }
        byClass.put(
                type.getName(),
                type.getName()
                        + "\n"
                        + Stream.of(type.getDeclaredFields())
                                .map(field -> line(field, isGroup))
                                .filter(line -> !line.isEmpty())
                                .map(line -> " " + line + "\n")
                                .collect(Collectors.joining()));
        add(type.getSuperclass(), false);
    }

    private String line(Field field, boolean isGroup) {
        if (field.isAnnotationPresent(Parameters.class)) {
            return "picocli";
        }
        ArgGroup group = field.getAnnotation(ArgGroup.class);
        if (group != null) {
            String multiplicity = group.multiplicity();
            if (!group.exclusive() || !multiplicity.matches("0\\.\\.1|1")) {
                return "picocli";
            }
            if (multiplicity.equals("1")) {
                needed.add(field.getType());
            }
        }
        if (group != null || field.isAnnotationPresent(Mixin.class)) {
            add(field.getType(), group != null);
            return "mixin" + " " + field.getName();
        }
        Option option = field.getAnnotation(Option.class);
        if (option == null) {
            return "";
        }
        if (!isPlain(option, field.getType())) {
            return option.required() ? "picocli" : "";
        }
        String kind =
                !isGroup
                        ? "option"
                        : needed.contains(field.getDeclaringClass()) ? "one" : "exclusive";
        return (option.required() ? "required" : kind)
                + " "
                + field.getName()
                + " "
                + String.join(" ", option.names());
    }

    private static boolean isPlain(Option option, Class<?> type) {
        return option.arity().isEmpty()
                && option.split().isEmpty()
                && option.converter().length == 0
                && option.defaultValue().equals("__no_default_value__")
                && !option.negatable()
                && !option.usageHelp()
                && !option.versionHelp()
                && !option.interactive()
                && (type == List.class || !Collection.class.isAssignableFrom(type))
                && !type.isArray();
    }
}
