package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.Keyhaul;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The index that the build makes is what picocli's model of each command says. */
final class OptionIndexTest {
    private final Set<String> indexed = new TreeSet<>();
    private final Set<String> leftToPicocli = new TreeSet<>();

    @Test
    void index_isWhatPicocliSays() throws Exception {
        read();
        Set<String> options = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        Commands.KEYHAUL
                .all()
                .forEach(
                        entry -> {
                            CommandSpec spec = Commands.KEYHAUL.line(entry).getCommandSpec();
                            spec.options().forEach(option -> add(option, options, others));
                            addMixins(spec, options);
                            for (ArgSpec word : spec.positionalParameters()) {
                                others.add("picocli " + declaring(word));
                            }
                        });

        assertThat(options).hasSizeGreaterThan(200).isEqualTo(indexed);
        assertThat(others).isNotEmpty().isEqualTo(leftToPicocli);
    }

    private void read() throws Exception {
        try (InputStream index = Keyhaul.class.getResourceAsStream("option-index.txt")) {
            String text =
                    new String(
                            Objects.requireNonNull(index).readAllBytes(), StandardCharsets.UTF_8);
            String type = "";
            for (String line : text.lines().toList()) {
                if (!line.startsWith(" ")) {
                    type = line;
                } else if (line.equals(" picocli")) {
                    leftToPicocli.add("picocli " + type);
                } else {
                    indexed.add(type + line);
                }
            }
        }
    }

    /** Those of picocli's groups are in the index as well. */
    private static void addMixins(CommandSpec spec, Set<String> lines) {
        spec.mixinAnnotatedElements()
                .values()
                .forEach(element -> lines.add(mixin((Field) element.userObject())));
        spec.mixins().values().forEach(mixin -> addMixins(mixin, lines));
        for (ArgGroupSpec group : spec.argGroups()) {
            Class<?> type =
                    ((Field) group.args().iterator().next().userObject()).getDeclaringClass();
            Stream.of(type.getEnclosingClass().getDeclaredFields())
                    .filter(field -> field.getType() == type)
                    .forEach(field -> lines.add(mixin(field)));
        }
    }

    private static String mixin(Field field) {
        return field.getDeclaringClass().getName() + " mixin " + field.getName();
    }

    private static void add(OptionSpec option, Set<String> plain, Set<String> others) {
        if (isPlain(option)) {
            String field = ((Field) option.userObject()).getName();
            plain.add(
                    "%s %s %s %s"
                            .formatted(
                                    declaring(option),
                                    kind(option),
                                    field,
                                    String.join(" ", option.names())));
        } else if (option.required()) {
            others.add("picocli " + declaring(option));
        }
    }

    private static String declaring(ArgSpec option) {
        return ((Field) option.userObject()).getDeclaringClass().getName();
    }

    private static String kind(OptionSpec option) {
        ArgGroupSpec group = option.group();
        if (group == null) {
            return option.required() ? "required" : "option";
        }
        assertThat(group.exclusive()).isTrue();
        return group.multiplicity().min() == 1 ? "one" : "exclusive";
    }

    /** One value each time, or none if it is a switch, and read by its type. */
    private static boolean isPlain(OptionSpec option) {
        int values = option.type() == boolean.class ? 0 : 1;
        return !option.usageHelp()
                && option.arity().min() == values
                && option.arity().max() == values
                && option.splitRegex().isEmpty()
                && option.converters().length == 0
                && (option.type() == List.class || !option.isMultiValue());
    }
}
