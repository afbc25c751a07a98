package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.evidence.HarmlessOptions;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Every option of a command that can be approved is in the request, or listed as harmless. */
class RequestedOptionsTest {
    private static final String URL = "https://contoso.vault.azure.net";
    private static final String KID = URL + "/keys/kek/0123456789abcdef0123456789abcdef";

    /** Among them is one that is not the default of each option. */
    private static final List<String> VALUES =
            List.of(
                    "x",
                    "pem:y",
                    "drive-a=/x",
                    "7",
                    URL,
                    KID,
                    "ab".repeat(32),
                    "software",
                    "operator=Ada Bell",
                    "1/2",
                    "on",
                    "gcp",
                    "sha256",
                    "key-vault",
                    "one-shot",
                    "p-384",
                    "ec",
                    "2030-12-01T10:00:00Z");

    static Stream<Commands.Entry> approved() {
        return Commands.KEYHAUL.all().stream()
                .filter(
                        entry ->
                                Commands.KEYHAUL
                                        .line(entry)
                                        .getCommandSpec()
                                        .optionsMap()
                                        .containsKey("--require-approval"));
    }

    @ParameterizedTest
    @MethodSource("approved")
    void option_isInTheRequest_orHarmlessForAReason(Commands.Entry entry) {
        Asked asked = new Asked(entry);
        CommandSpec spec = Commands.KEYHAUL.line(entry).getCommandSpec();
        for (OptionSpec option : spec.options()) {
            List<String> words = required(spec, option);
            Map<String, String> without = asked.with(words);
            Map<String, String> with = with(asked, option, words);
            if (option.longestName().equals(PlanOptions.PLAN.name())) {
                assertThat(with.keySet())
                        .as("files are named from the plan's folder")
                        .isEqualTo(without.keySet());
            } else if (harmless(entry).contains(option.longestName())) {
                assertThat(with).as(option.longestName()).isEqualTo(without);
            } else {
                assertThat(with.get(option.longestName()))
                        .as("%s of %s in the request", option.longestName(), entry.name())
                        .isNotNull()
                        .isNotEqualTo(without.get(option.longestName()))
                        .doesNotContainPattern("@[0-9a-f]+$");
            }
        }
        for (ArgSpec positional : spec.positionalParameters()) {
            assertThat(asked.with(required(spec, null))).containsKey(positional.paramLabel());
        }
    }

    private static Set<String> harmless(Commands.Entry entry) {
        Set<String> names = new HashSet<>();
        for (Opt<?> row : Commands.KEYHAUL.rows(entry).all()) {
            row.trait(Harmless.class).ifPresent(why -> names.add(row.name()));
        }
        return names;
    }

    /** An approval without a record would not be noted anywhere. */
    @Test
    void approvedCommand_hasARecord() {
        assertThat(approved())
                .hasSize(11)
                .allMatch(entry -> RecordOptions.areIn(Commands.KEYHAUL.rows(entry)));
    }

    @Test
    void repeatedOption_andPath_areInFull_howeverTheyWereRead() {
        Commands.Entry create = Commands.KEYHAUL.find(List.of("backup", "create")).orElseThrow();
        List<String> words =
                List.of("--key", "pem:k", "--store", "s", "--to", "password", "--replica", "a; b");
        Asked asked = new Asked(create);
        Map<String, String> once = asked.with(words);
        List<String> twice = new ArrayList<>(words);
        twice.addAll(List.of("--replica", "c"));
        String here = Path.of("").toAbsolutePath().toString();

        assertThat(once)
                .containsEntry("--store", here + "/s")
                .containsEntry("--replica", here + "/a; b");
        assertThat(asked.with(twice))
                .containsEntry("--replica", here + "/a; b")
                .containsEntry("--replica (2)", here + "/c");
    }

    /** What the command needs beside one option. */
    private static List<String> required(CommandSpec spec, @Nullable OptionSpec except) {
        List<String> words = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            // In a group, picocli calls each required that excludes the others.
            if (option.required() && option.group() == null && option != except) {
                words.add(option.longestName());
                words.add(option.longestName().equals("--vault") ? URL : any(option));
            }
        }
        for (ArgGroupSpec group : spec.argGroups()) {
            if (group.multiplicity().min() > 0 && (except == null || except.group() != group)) {
                OptionSpec first = group.options().get(0);
                words.addAll(List.of(first.longestName(), any(first)));
            }
        }
        spec.positionalParameters().forEach(positional -> words.add("x"));
        return words;
    }

    private static String any(OptionSpec option) {
        return option.type().equals(TypedSource.class) ? "pem:x" : "x";
    }

    /** Returns what is requested with an option, of a value that makes a difference if any does. */
    private static Map<String, String> with(Asked asked, OptionSpec option, List<String> words) {
        Map<String, String> without = asked.with(words);
        int accepted = 0;
        for (String value : values(option)) {
            List<String> more = new ArrayList<>(words);
            more.add(option.longestName());
            more.addAll(value.isEmpty() ? List.of() : List.of(value));
            try {
                Map<String, String> with = asked.with(more);
                accepted++;
                if (!with.equals(without)) {
                    return with;
                }
            } catch (ParameterException e) {
                // Another value is for this option.
            }
        }
        assertThat(accepted).as("values of %s", option.longestName()).isPositive();
        return without;
    }

    private static List<String> values(OptionSpec option) {
        if (option.arity().max() == 0) {
            return List.of("");
        }
        List<String> values = new ArrayList<>(VALUES);
        if (option.completionCandidates() != null) {
            option.completionCandidates().forEach(values::add);
        }
        return values;
    }

    /** A command: making its model takes longer than reading words. */
    private static final class Asked {
        private final Rows rows;
        private final OptionModel model;

        Asked(Commands.Entry entry) {
            rows = Commands.KEYHAUL.rows(entry);
            model = Commands.KEYHAUL.model(entry);
        }

        /**
         * Returns the options in the request of a command line; the required option, or group, that
         * is in question may lack.
         */
        Map<String, String> with(List<String> words) {
            OptionModel.Read read = model.read(words);
            read.wrong()
                    .ifPresent(
                            wrong -> {
                                throw wrong;
                            });
            return HarmlessOptions.coveredOf(rows, read.given());
        }
    }
}
