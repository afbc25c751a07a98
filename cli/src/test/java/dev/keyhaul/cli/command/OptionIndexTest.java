package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
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

    @Test
    void text_isWhatTheAnnotationsSay() {
        CommandTable.ALL.forEach(entry -> add(entry.make().getClass(), false));

        // A failure prints what must stand in option-index.txt.
        assertThat(OptionIndex.text()).isEqualTo(String.join("", byClass.values()));
    }

    private void add(Class<?> type, boolean isGroup) {
        if (type == Object.class || byClass.containsKey(type.getName())) {
            return;
        }
        byClass.put(
                type.getName(),
                type.getName().substring(OptionIndex.PACKAGE.length())
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
            return OptionIndex.PICOCLI;
        }
        ArgGroup group = field.getAnnotation(ArgGroup.class);
        if (group != null && !(group.exclusive() && group.multiplicity().equals("0..1"))) {
            return OptionIndex.PICOCLI;
        }
        if (group != null || field.isAnnotationPresent(Mixin.class)) {
            add(field.getType(), group != null);
            return OptionIndex.MIXIN + " " + field.getName();
        }
        Option option = field.getAnnotation(Option.class);
        if (option == null) {
            return "";
        }
        if (!isPlain(option, field.getType())) {
            return option.required() ? OptionIndex.PICOCLI : "";
        }
        String kind = isGroup ? OptionIndex.EXCLUSIVE : "option";
        return (option.required() ? OptionIndex.REQUIRED : kind)
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
                && !Collection.class.isAssignableFrom(type)
                && !type.isArray();
    }
}
