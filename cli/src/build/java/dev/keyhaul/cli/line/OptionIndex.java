package dev.keyhaul.cli.line;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Writes the index of options, from which a usual command line is read without picocli: what the
 * annotations of the commands say, in the form that {@code PlainOptions} describes. The build runs
 * this and ships the index alone.
 */
final class OptionIndex {
    private final Map<String, String> byClass = new TreeMap<>();

    private OptionIndex() {}

    /** Writes the index into a file: the only argument. */
    public static void main(String[] args) throws IOException {
        OptionIndex index = new OptionIndex();
        Commands.KEYHAUL
                .all()
                .forEach(entry -> index.add(Commands.KEYHAUL.make(entry).getClass(), "option"));
        Path file = Path.of(args[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, String.join("", index.byClass.values()));
    }

    /** Adds what a class declares, what its mixins do, and the classes that it extends. */
    private void add(Class<?> type, String kind) {
        if (type == Object.class || byClass.containsKey(type.getName())) {
            return;
        }
        String lines =
                Stream.of(type.getDeclaredFields())
                        .map(field -> line(field, kind))
                        .filter(line -> !line.isEmpty())
                        .map(line -> " " + line + "\n")
                        .collect(joining());
        byClass.put(type.getName(), type.getName() + "\n" + lines);
        add(type.getSuperclass(), "option");
    }

    private String line(Field field, String kind) {
        if (field.isAnnotationPresent(Parameters.class)) {
            return "picocli";
        }
        ArgGroup group = field.getAnnotation(ArgGroup.class);
        if (group != null) {
            if (!group.exclusive() || !group.multiplicity().matches("0\\.\\.1|1")) {
                return "picocli";
            }
            add(field.getType(), group.multiplicity().equals("1") ? "one" : "exclusive");
            return "mixin " + field.getName();
        } else if (field.isAnnotationPresent(Mixin.class)) {
            add(field.getType(), "option");
            return "mixin " + field.getName();
        }
        Option option = field.getAnnotation(Option.class);
        if (option == null) {
            return "";
        } else if (!isPlain(option, field.getType())) {
            return option.required() ? "picocli" : "";
        }
        return (option.required() ? "required " : kind + " ")
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
