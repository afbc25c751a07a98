package dev.keyhaul.cli.line;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Repeats;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** A command's rows as picocli's model, which reads a command line and prints its help. */
final class OptionModel implements Rows.Visitor {
    private final CommandSpec spec;

    /** Else what is required may come from elsewhere than a command line: the rows say it then. */
    private final boolean isForHelp;

    /** By identity: what picocli computes a hash of changes when a command takes the option. */
    private final IdentityHashMap<ArgSpec, Opt<?>> rows = new IdentityHashMap<>();

    private OptionModel(CommandSpec spec, boolean isForHelp) {
        this.spec = spec;
        this.isForHelp = isForHelp;
    }

    /** Makes the model of a command's help. */
    static OptionModel forHelp(String name, Rows rows) {
        return of(name, rows, true);
    }

    /** Makes the model that reads a command line. */
    static OptionModel forReading(String name, Rows rows) {
        OptionModel model = of(name, rows, false);
        model.spec.parser().collectErrors(true);
        return model;
    }

    private static OptionModel of(String name, Rows rows, boolean isForHelp) {
        OptionModel model = new OptionModel(CommandSpec.create().name(name), isForHelp);
        rows.visit(model);
        new CommandLine(model.spec)
                // What follows @ would not be in the record, and an error would quote the file.
                .setExpandAtFiles(false);
        return model;
    }

    /**
     * What a command line says.
     *
     * @param given what could be read of it
     * @param wrong what could not, the first of all
     * @param unmatched the words that are of no option
     */
    record Read(Given given, Optional<ParameterException> wrong, List<String> unmatched) {}

    /** Reads a command line. What is missing in it may come from elsewhere, and is not wrong. */
    Read read(List<String> words) {
        ParseResult result = spec.commandLine().parseArgs(words.toArray(String[]::new));
        return new Read(
                given(result),
                result.errors().stream().map(ParameterException.class::cast).findFirst(),
                result.unmatched());
    }

    /** Returns the options of a command that help shows under a heading. */
    static List<OptionSpec> options(CommandSpec command, Heading heading) {
        return command.options().stream()
                .filter(option -> ((Rows) option.userObject()).heading() == heading)
                .toList();
    }

    /** Returns the names of the options that many commands share. */
    static String common(CommandSpec spec) {
        return Stream.of(Heading.values())
                .filter(Heading::isCommon)
                .flatMap(heading -> options(spec, heading).stream())
                .map(OptionSpec::longestName)
                .collect(Collectors.joining(" "));
    }

    /** Returns picocli's model. */
    CommandSpec spec() {
        return spec;
    }

    @Override
    public void row(Opt<?> row, Rows part) {
        spec.add(arg(row, part));
    }

    @Override
    public void oneOf(List<Opt<?>> group, boolean isRequired, Rows part) {
        ArgGroupSpec.Builder builder =
                ArgGroupSpec.builder()
                        .exclusive(true)
                        .multiplicity(isRequired && isForHelp ? "1" : "0..1");
        group.forEach(row -> builder.addArg(arg(row, part)));
        spec.addArgGroup(builder.build());
    }

    private ArgSpec arg(Opt<?> row, Rows part) {
        ArgSpec arg = row.names().isEmpty() ? positional(row, part) : option(row, part);
        rows.put(arg, row);
        return arg;
    }

    private ArgSpec option(Opt<?> row, Rows part) {
        OptionSpec.Builder builder =
                OptionSpec.builder(row.names().toArray(String[]::new))
                        .usageHelp(row.name().equals("--help"))
                        .required(row.isRequired() && isForHelp)
                        .paramLabel(row.label())
                        .hideParamSyntax(true)
                        .description(row.text())
                        .userObject(part)
                        .type(type(row))
                        .auxiliaryTypes(element(row))
                        .splitRegex(row.trait(Repeats.class).map(Repeats::separator).orElse(""))
                        .completionCandidates(offered(row))
                        .converters(converter(row));
        // Without an arity of its own, a switch may say "=false".
        return row.isFlag() ? builder.build() : builder.arity(arity(row)).build();
    }

    private ArgSpec positional(Opt<?> row, Rows part) {
        return PositionalParamSpec.builder()
                .paramLabel(row.label())
                .hideParamSyntax(true)
                .description(row.text())
                .userObject(part)
                .required(row.isRequired() && isForHelp)
                .type(type(row))
                .auxiliaryTypes(element(row))
                .arity(arity(row))
                .completionCandidates(offered(row))
                .converters(converter(row))
                .build();
    }

    private static Class<?> type(Opt<?> row) {
        return row.isMany() ? List.class : element(row);
    }

    private static Class<?> element(Opt<?> row) {
        return row.isFlag() ? boolean.class : row.kind().type();
    }

    private static String arity(Opt<?> row) {
        boolean several =
                row.trait(Repeats.class).filter(how -> how.separator().isEmpty()).isPresent();
        return several ? "1..*" : "1";
    }

    private static ITypeConverter<?> converter(Opt<?> row) {
        return row.kind().reading()::of;
    }

    /** None of an enum: picocli would offer the constants' names; of others, it may offer files. */
    private @Nullable List<String> offered(Opt<?> row) {
        List<String> words = isForHelp ? row.kind().words() : List.of();
        return words.isEmpty() && !row.kind().type().isEnum() ? null : words;
    }

    private Given given(ParseResult result) {
        Map<Opt<?>, Object> values = new LinkedHashMap<>();
        for (ArgSpec arg : result.matchedArgs()) {
            Opt<?> row = rows.get(arg);
            Object value = arg.getValue();
            if (row != null && value != null) {
                values.put(row, value instanceof List<?> list ? List.copyOf(list) : value);
            }
        }
        return Given.of(values);
    }
}
