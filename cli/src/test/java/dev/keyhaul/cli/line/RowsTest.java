package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.key.KeyListCommand;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParameterException;

/** What a row writes, it reads as the same value; and a row that names a file says what for. */
final class RowsTest {
    private static final String URL = "https://contoso.vault.azure.net";

    /** Each kind of value reads some of these. */
    private static final List<String> WORDS =
            List.of(
                    "x",
                    "-x y=\"z\" ü",
                    "a;b,c",
                    "pem:/a b/k.pem",
                    "pkcs11:token=a%20b;object=c",
                    "pkcs11:token=a;serial=01?module-path=/x/y.so&pin-source=file:/p",
                    "backup:/store/id",
                    "/x",
                    "drive-a=/x",
                    "a=b=/x y",
                    "7",
                    "2048",
                    "9000000000",
                    URL,
                    URL + "/keys/kek/0123456789abcdef0123456789abcdef",
                    "ab".repeat(32),
                    "sha256:" + "cd".repeat(32),
                    "operator=Ada Bell",
                    "1/2",
                    "2030-12-01T10:00:00Z",
                    "never",
                    "11111111-2222-3333-4444-555555555555",
                    "https://rms.na.aadrm.com");

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
                    "yes|no");

    static Stream<Opt<?>> rows() {
        Map<String, Opt<?>> all = new LinkedHashMap<>();
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            for (Opt<?> row : Commands.KEYHAUL.rows(entry).all()) {
                // Two of one name and kind are read and written alike.
                all.putIfAbsent(row.name() + row.kind().type() + row.isMany(), row);
            }
        }
        return all.values().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void row_readsTheValueThatItWrote(Opt<?> row) {
        Set<Object> values = new LinkedHashSet<>();
        for (String word : words(row)) {
            read(row, word).ifPresent(given -> values.add(again(row, given)));
        }

        assertThat(values).as("values that %s takes", row).isNotEmpty();
    }

    private static Optional<Given> read(Opt<?> row, String word) {
        try {
            return Optional.of(Parsed.of(Rows.of(RowsTest.class).and(row), named(row, word)));
        } catch (ParameterException e) {
            return Optional.empty(); // The word is for another kind.
        }
    }

    private static Set<String> words(Opt<?> row) {
        Set<String> words = new LinkedHashSet<>(row.isFlag() ? List.of("") : WORDS);
        Object[] constants = row.kind().type().getEnumConstants();
        for (Object constant : constants == null ? new Object[0] : constants) {
            words.add(Kind.word((Enum<?>) constant));
            words.add(((Enum<?>) constant).name());
        }
        return words;
    }

    private static String[] named(Opt<?> row, String word) {
        List<String> words =
                new ArrayList<>(row.names().isEmpty() ? List.of("--") : List.of(row.name()));
        if (!row.isFlag()) {
            words.add(word);
        }
        return words.toArray(String[]::new);
    }

    /** Returns what a row read, once it has been written and read again. */
    private static <T> Object again(Opt<T> row, Given given) {
        T value = given.get(row);
        List<String> words = new ArrayList<>(row.names().isEmpty() ? List.of("--") : List.of());
        words.addAll(row.words(value));
        Given second = Parsed.of(Rows.of(RowsTest.class).and(row), words.toArray(String[]::new));

        assertThat(second.get(row)).isEqualTo(value);
        assertThat(row.words(second.get(row))).isEqualTo(row.words(value));
        return value;
    }

    /**
     * A text is either of a kind that may name a file, which is compared with the outputs, or its
     * label says that it cannot.
     */
    @Test
    void text_thatNamesNoFile_saysSoByItsLabel() {
        assertThat(
                        rows().filter(row -> row.kind() == Kind.TEXT)
                                .filter(row -> row.trait(Trait.File.class).isEmpty())
                                .map(Opt::label)
                                .distinct())
                .isSubsetOf(NAME_NO_FILE);
    }

    /** Also where one is typed and a plan gives the other: no parser sees both. */
    @Test
    void optionsThatExcludeEachOther_areAConflict_whereverTheyComeFrom() {
        Rows rows = TokenOptions.ROWS;
        Given typed = Parsed.of(rows, "--pin-env", "PIN");

        assertThat(rows.conflict(typed)).isEmpty();
        assertThat(rows.conflict(typed.with(TokenOptions.PIN_FILE, Path.of("pin"))))
                .contains("--pin-file=FILE, --pin-env=NAME are mutually exclusive");

        Console console = Console.silent();
        Given both =
                Given.NOTHING
                        .with(KeyListCommand.TOKEN, "hsm")
                        .with(TokenOptions.PIN_FILE, Path.of("pin"))
                        .and(Parsed.of(rows, "--pin-env", "PIN"));
        assertThat(Commands.KEYHAUL.run("key list", both, console)).isEqualTo(2);
        assertThat(console.failure().map(Console.Failure::code)).contains(Reason.OPTIONS_CONFLICT);
    }
}
