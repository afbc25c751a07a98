package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.Keyhaul;
import dev.keyhaul.cli.option.TokenPath;
import dev.keyhaul.core.source.TypedSource;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

/**
 * Each option of each command that names a file, or may, is listed with what the file is to the
 * command: else an output could replace it.
 */
final class FileOptionsTest {
    /** What texts are that name no file; every other text may. */
    private static final Set<String> NAME_NO_FILE =
            Set.of(
                    "10m",
                    "2m",
                    "A,...",
                    "ALGORITHM",
                    "ARN",
                    "DAYSd",
                    "DN",
                    "FAULT",
                    "G",
                    "GUID",
                    "H",
                    "HEX",
                    "ID",
                    "K",
                    "L",
                    "N",
                    "NAME",
                    "NAME[@APPID]=PERMISSION,...",
                    "P-256|P-384|P-521",
                    "S",
                    "TEXT",
                    "URL",
                    "jna|iaik",
                    "sha256:HEX",
                    "yes|no");

    private final Map<String, String> byClass = new TreeMap<>();
    private final Map<String, String> roles = new LinkedHashMap<>();

    @Test
    void list_hasTheRoleOfEachOptionThatMayNameAFile() throws Exception {
        String list = list();
        String type = "";
        for (String line : list.split("\n")) {
            if (!line.startsWith(" ")) {
                type = line;
            } else {
                String[] words = line.strip().split(" ", 3);
                roles.put(
                        type + " " + words[1],
                        words[0] + " " + words[1] + (words.length == 3 ? " " + words[2] : ""));
            }
        }

        Commands.KEYHAUL.all().forEach(c -> add(Commands.KEYHAUL.make(c).getClass()));

        byClass.values().removeIf(String::isEmpty);
        // A failure prints what must stand in this file, and what is to be declared there.
        assertThat(list).isEqualTo(String.join("", byClass.values()));
    }

    private static String list() throws Exception {
        try (InputStream list = Keyhaul.class.getResourceAsStream("option-files.txt")) {
            return new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether the class, or what it is made of, has an option that may name a file. */
    private boolean add(Class<?> type) {
        if (type == Object.class) {
            return false;
        }
        if (!byClass.containsKey(type.getName())) {
            String lines =
                    Stream.of(type.getDeclaredFields())
                            .map(field -> line(type, field))
                            .filter(line -> !line.isEmpty())
                            .map(line -> " " + line + "\n")
                            .collect(Collectors.joining());
            byClass.put(type.getName(), lines.isEmpty() ? "" : type.getName() + "\n" + lines);
        }
        return add(type.getSuperclass()) | !byClass.get(type.getName()).isEmpty();
    }

    private String line(Class<?> type, Field field) {
        if (field.isAnnotationPresent(Mixin.class) || field.isAnnotationPresent(ArgGroup.class)) {
            return add(field.getType()) ? "mixin " + field.getName() : "";
        }
        String label = label(field);
        String held = field.getGenericType().getTypeName();
        boolean text =
                (held.contains("java.lang.String") || held.contains(TypedSource.class.getName()))
                        && !NAME_NO_FILE.contains(label);
        if (label.isEmpty()
                || !(text
                        || held.contains(Path.class.getName())
                        || held.contains(TokenPath.class.getName()))) {
            return "";
        }
        return roles.getOrDefault(
                type.getName() + " " + field.getName(),
                "UNDECLARED " + field.getName() + " " + label);
    }

    private static String label(Field field) {
        Option option = field.getAnnotation(Option.class);
        Parameters parameters = field.getAnnotation(Parameters.class);
        if (option != null) {
            return option.paramLabel();
        }
        return parameters == null ? "" : parameters.paramLabel();
    }
}
