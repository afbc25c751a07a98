package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.NamedFile;
import dev.keyhaul.cli.source.FilesInText;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.DistinctFiles;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names all files of a command's options before the command begins, so that no command can forget
 * that an output must be none of its inputs. A test of the program asks for every option that may
 * name a file.
 */
final class FileOptions {
    private final Map<String, List<Declared>> declared = new HashMap<>();

    /** A field of a class, and what the file that it names is to the command. */
    private record Declared(String role, String name, List<String> endings) {}

    /**
     * Reads what the program's options are. A class stands without indent; below it its fields that
     * name files: the role, and the field. The roles are {@code mixin}, a field with an object that
     * has such options; {@code input}, a file that is read, or a folder, and the endings of files
     * beside it that are read, too; {@code text}, a text that may name files that are read; {@code
     * output}, a file that is written; {@code folder}, a folder that the command itself writes into
     * or reads from, and what the names end with that are never replaced in it, or nothing, for all
     * names; and {@code exempt}.
     */
    FileOptions(String text) {
        List<Declared> fields = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(" ")) {
                List<String> words = List.of(line.substring(1).split(" ", -1));
                fields.add(
                        new Declared(words.get(0), words.get(1), words.subList(2, words.size())));
            } else {
                fields = new ArrayList<>();
                declared.put(line, fields);
            }
        }
    }

    /**
     * Names the files of a command, whose options are set.
     *
     * @throws FileException when an output is an input or another output
     */
    void nameIn(DistinctFiles files, Object command) throws FileException {
        List<Path> outputs = new ArrayList<>();
        try {
            name(command, files, outputs);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the list of options that name files does not fit", e);
        }
        for (Path output : outputs) {
            files.writes(output);
        }
    }

    /** Returns what the file of an option's field is to its command; empty if it names none. */
    Optional<String> role(Field option) {
        return declared.getOrDefault(option.getDeclaringClass().getName(), List.of()).stream()
                .filter(field -> field.name.equals(option.getName()))
                .map(Declared::role)
                .findFirst();
    }

    private void name(@Nullable Object owner, DistinctFiles files, List<Path> outputs)
            throws ReflectiveOperationException {
        if (owner == null) {
            return;
        }
        for (Class<?> type = owner.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Declared field : declared.getOrDefault(type.getName(), List.of())) {
                Object value = PlainOptions.field(type, field.name).get(owner);
                if (field.role.equals("mixin")) {
                    name(value, files, outputs);
                } else {
                    for (Object one : each(value)) {
                        name(field, one, files, outputs);
                    }
                }
            }
        }
    }

    private static Collection<?> each(@Nullable Object value) {
        if (value instanceof Collection<?> several) {
            return several;
        }
        Object one = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        return one == null ? List.of() : List.of(one);
    }

    private void name(Declared field, Object value, DistinctFiles files, List<Path> outputs) {
        if (value.toString().isEmpty()) {
            return; // The default of an option that is not given.
        }
        switch (field.role) {
            case "text" -> FilesInText.of(value.toString()).forEach(files::reads);
            case "input" -> {
                files.reads(file(value));
                field.endings.forEach(ending -> files.reads(Path.of(value + ending)));
            }
            case "output" -> outputs.add((Path) value);
            case "folder" -> files.readsIn((Path) value, field.endings);
            case "exempt" -> {}
            default -> throw new IllegalStateException("no such role: " + field.role);
        }
    }

    private static Path file(Object value) {
        return value instanceof NamedFile named ? named.file() : (Path) value;
    }
}
