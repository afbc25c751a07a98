package dev.keyhaul.cli.line;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The options of a command as they are in effect: read from its fields, which the command itself
 * reads, whatever set them. What was neither given nor has a default is left out, and so is a
 * switch that is off. A new option is among them without being named anywhere. Immutable.
 */
public final class GivenOptions {
    private final Map<String, String> byName = new TreeMap<>();

    private GivenOptions() {}

    /** Reads the options of a command whose command line was read. */
    public static GivenOptions of(Command command) {
        GivenOptions given = new GivenOptions();
        try {
            given.addAll(command);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an option's field cannot be read", e);
        }
        return given;
    }

    /**
     * Returns the values by the longest name of each option, paths in full; of an option that was
     * repeated, the second is {@code --name (2)}.
     */
    public Map<String, String> byName() {
        return Collections.unmodifiableMap(byName);
    }

    private void addAll(Object owner) throws ReflectiveOperationException {
        for (Class<?> type = owner.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Optional<String> name = name(field);
                if (name.isPresent()) {
                    add(name.get(), value(field, owner));
                } else if (field.isAnnotationPresent(Mixin.class)
                        || field.isAnnotationPresent(ArgGroup.class)) {
                    addAll(Objects.requireNonNull(value(field, owner)));
                }
            }
        }
    }

    private static @Nullable Object value(Field field, Object owner)
            throws ReflectiveOperationException {
        field.setAccessible(true);
        return field.get(owner);
    }

    private void add(String name, @Nullable Object value) {
        if (value instanceof Collection<?> several) {
            int number = 0;
            for (Object each : several) {
                number++;
                add(number == 1 ? name : name + " (" + number + ")", each);
            }
            return;
        }
        String text = value == null ? "" : text(value);
        if (!text.isEmpty()) {
            byName.put(name, text);
        }
    }

    private static Optional<String> name(Field field) {
        Option option = field.getAnnotation(Option.class);
        if (option != null) {
            return Stream.of(option.names()).max(Comparator.comparingInt(String::length));
        }
        return Optional.ofNullable(field.getAnnotation(Parameters.class))
                .map(Parameters::paramLabel);
    }

    private static String text(Object value) {
        if (value instanceof Boolean on) {
            return on ? "yes" : "";
        } else if (value instanceof Path path) {
            // The empty path stands for none.
            return path.toString().isEmpty() ? "" : path.toAbsolutePath().normalize().toString();
        }
        return value instanceof Enum<?> constant ? EnumWords.word(constant) : value.toString();
    }
}
