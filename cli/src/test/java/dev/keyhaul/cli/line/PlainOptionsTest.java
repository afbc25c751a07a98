package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** What is read without picocli is what picocli would have read. */
final class PlainOptionsTest {
    private static final String URL = "https://contoso.vault.azure.net";
    private static final String KID = URL + "/keys/kek/0123456789abcdef0123456789abcdef";
    private static final String CREATE =
            "--key pem:k --kek kek.pem --kid " + KID + " --vault " + URL + " -o b";

    /** Some are of no use to most options. */
    private static final List<String> VALUES =
            List.of(
                    "x",
                    "pem:key.pem",
                    "a=b",
                    "7",
                    URL,
                    KID,
                    "0".repeat(64),
                    "software",
                    "aws",
                    "rsa-2048",
                    "--json",
                    "-",
                    "");

    private static final Pattern OUR_CLASS = Pattern.compile("dev[.]keyhaul[.](cli|terminal)[.].*");
    private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]+$");

    /** Reading a command's annotations takes longer than reading words. */
    private static final Map<Commands.Entry, List<OptionSpec>> OPTIONS = new HashMap<>();

    /** Each option, alone with what its command requires, with each value. */
    @Test
    void set_ofOneOption_isWhatPicocliReads() throws Exception {
        int set = 0;
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            for (OptionSpec option : options(entry)) {
                List<String> required = required(entry, option);
                for (String name : option.names()) {
                    for (String value : VALUES) {
                        set += compare(entry, with(required, name, value));
                    }
                    set += compare(entry, with(required, name + "=x"));
                    set += compare(entry, with(required, name));
                }
            }
        }
        assertThat(set).isGreaterThan(400);
    }

    /** Words at random, most of them wrong somewhere. */
    @Test
    void set_ofAnyWords_isWhatPicocliReads() throws Exception {
        Random random = new Random(24);
        int set = 0;
        for (int i = 0; i < 4000; i++) {
            Commands.Entry entry =
                    Commands.KEYHAUL.all().get(random.nextInt(Commands.KEYHAUL.all().size()));
            List<OptionSpec> options = options(entry);
            List<String> words = random.nextBoolean() ? required(entry, null) : new ArrayList<>();
            for (int word = random.nextInt(6); word > 0; word--) {
                OptionSpec option = options.get(random.nextInt(options.size()));
                words.add(option.names()[0]);
                if (option.arity().max() > 0 || random.nextInt(20) == 0) {
                    words.add(VALUES.get(random.nextInt(VALUES.size())));
                }
            }
            set += compare(entry, words);
        }
        assertThat(set).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CREATE,
                CREATE + " --force --json",
                CREATE + " --format azure",
                CREATE + " --pin-file p --password-file q",
                CREATE + " --record d --person operator=Ada --person=witness=Eve"
            })
    void set_ofAUsualCommandLine_isTrue(String words) throws Exception {
        Commands.Entry create = Commands.KEYHAUL.find(List.of("byok", "create")).orElseThrow();

        assertThat(compare(create, List.of(words.split(" ")))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--key pem:k",
                CREATE + " --key pem:k",
                CREATE + " --unknown",
                CREATE + " --force=true",
                CREATE + " --force --force",
                CREATE + " --kek-sha256 nonsense",
                CREATE + " --kek-sha256",
                CREATE + " --kek-sha256 --force",
                CREATE + " --pin-file p --pin-env q",
                CREATE + " --person Ada",
                CREATE + " word"
            })
    void set_ofAnythingElse_isFalse_andSetsNothing(String words) throws Exception {
        Commands.Entry create = Commands.KEYHAUL.find(List.of("byok", "create")).orElseThrow();

        assertThat(compare(create, List.of(words.split(" ")))).isZero();
    }

    /** Returns 1 if the words were read without picocli. */
    private static int compare(Commands.Entry entry, List<String> words) throws Exception {
        Command plain = Commands.KEYHAUL.make(entry);
        if (!Commands.KEYHAUL.setPlain(plain, words)) {
            assertThat(state(plain)).as("%s", words).isEqualTo(state(Commands.KEYHAUL.make(entry)));
            return 0;
        }
        Command full = Commands.KEYHAUL.make(entry);
        Commands.KEYHAUL.line(entry, full).parseArgs(words.toArray(String[]::new));
        assertThat(state(plain)).as("%s %s", entry.name(), words).isEqualTo(state(full));
        return 1;
    }

    private static List<String> with(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return all;
    }

    private static List<OptionSpec> options(Commands.Entry entry) {
        return OPTIONS.computeIfAbsent(
                entry, key -> Commands.KEYHAUL.line(key).getCommandSpec().options());
    }

    private static List<String> required(Commands.Entry entry, @Nullable OptionSpec except) {
        List<String> words = new ArrayList<>();
        for (OptionSpec option : options(entry)) {
            boolean isSame = except != null && option.longestName().equals(except.longestName());
            if (option.required() && !isSame) {
                words.add(option.longestName());
                words.add(option.type().getSimpleName().startsWith("Vault") ? URL : "r");
            }
        }
        return words;
    }

    /** Returns every field, by its place. */
    private static Map<String, String> state(Object object) throws IllegalAccessException {
        Map<String, String> all = new TreeMap<>();
        collect("", object, all);
        return all;
    }

    private static void collect(String place, Object object, Map<String, String> all)
            throws IllegalAccessException {
        for (Class<?> type = object.getClass();
                OUR_CLASS.matcher(type.getName()).matches() && !type.isEnum();
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                field.setAccessible(true);
                Object value = field.get(object);
                String name = place + "/" + type.getSimpleName() + "." + field.getName();
                all.put(name, IDENTITY.matcher(String.valueOf(value)).replaceFirst(""));
                if (value != null) {
                    collect(name, value, all);
                }
            }
        }
    }
}
