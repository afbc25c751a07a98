package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.PublicCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each public constructor and method refuses wrong arguments at once, as CONTRIBUTING says under
 * "The API": before it touches the state of its object, which is blank here.
 */
@Tag("once")
final class ArgumentsTest {
    private static final String TEXTS = "cli/src/test/resources/api/text-arguments.txt";
    private static final String ARRAYS = "cli/src/test/resources/api/array-arguments.txt";

    @Test
    void argument_thatIsNull_isRefused_beforeAnythingElse() {
        List<PublicCall> asked =
                PublicTypes.calls().stream()
                        .filter(call -> !call.parameterType().isPrimitive())
                        .filter(call -> !call.mayBeNull())
                        .toList();
        assertThat(asked).hasSizeGreaterThan(1300);
        assertThat(asked)
                .as("begin it with Arguments.notNull or Arguments.text, or mark it @Nullable")
                .allMatch(PublicCall::refusesNull);
    }

    /** For applications to override: there is nothing that a null could harm. */
    @Test
    void callback_thatDoesNothing_refusesNothing() {
        assertThat(PublicTypes.calls())
                .filteredOn(
                        call ->
                                call.toString()
                                        .equals("keyvault.KeyImport.Steps.warning(String) #1"))
                .singleElement()
                .matches(PublicCall::refusesNull);
    }

    @Test
    void checkThatWasForgotten_isFound() {
        assertThat(Forgetful.calls()).hasSize(3).noneMatch(PublicCall::refusesNull);
    }

    /** As it must not be. */
    public static final class Forgetful {
        private final StringBuilder kept = new StringBuilder();

        /** Keeps what it gets. */
        public Forgetful append(String text) {
            kept.append(text);
            return this;
        }

        /** Looks at a file first. */
        public static byte[] read(Path file, Path beside) throws IOException {
            byte[] content = Files.readAllBytes(file);
            return beside.isAbsolute() ? content : new byte[0];
        }

        /** Hands on what it gets. */
        public static Optional<String> of(String text) {
            return Optional.ofNullable(text);
        }

        static List<PublicCall> calls() {
            List<PublicCall> calls = new ArrayList<>();
            for (java.lang.reflect.Method method : Forgetful.class.getDeclaredMethods()) {
                if (java.lang.reflect.Modifier.isPublic(method.getModifiers())) {
                    calls.add(
                            new PublicCall(
                                    Forgetful.class, method, method.getParameterCount() - 1));
                }
            }
            return calls;
        }
    }

    /** What is refused of a text that makes something, or is given to a builder. */
    @Test
    void text_isRefusedAsDecided_whereItIsGiven() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (PublicCall call : PublicTypes.calls()) {
            if (call.parameterType() == String.class && call.makesSomething()) {
                found.put(call.toString(), verdictOnTexts(call));
            }
        }
        requireDecided(TEXTS, found);
    }

    private static String verdictOnTexts(PublicCall call) {
        boolean bounded = isRefused(call, "") && isRefused(call, "x".repeat(100_000));
        boolean oneLine = isRefused(call, "a\u0007b");
        return bounded && oneLine ? "text" : bounded ? "bounded" : "any";
    }

    private static boolean isRefused(PublicCall call, String text) {
        Throwable thrown = call.thrownFor(text);
        return (thrown instanceof IllegalArgumentException
                        || thrown instanceof KeyTransferException)
                && !PublicCall.isSame(thrown, call.thrownFor("x"));
    }

    /** A secret that is given as an array is moved, whatever becomes of it; others are data. */
    @Test
    void array_isZeroedIfItIsASecret_andElseLeftAsItIs() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (PublicCall call : PublicTypes.calls()) {
            Class<?> type = call.parameterType();
            if (type == byte[].class) {
                byte[] given = {1, 2, 3, 4};
                call.thrownFor(given);
                found.put(call.toString(), zeroed(call, given[0] == 0 && given[3] == 0));
            } else if (type == char[].class) {
                char[] given = {'a', 'b'};
                call.thrownFor(given);
                found.put(call.toString(), zeroed(call, given[0] == 0 && given[1] == 0));
            }
        }
        requireDecided(ARRAYS, found);
    }

    private static String zeroed(PublicCall call, boolean zeroed) {
        return zeroed ? "moved" : call.callable().getName().equals("copyOf") ? "copied" : "data";
    }

    @Test
    void arrayThatIsMoved_isSaidToBeZeroed() throws IOException {
        List<String> moved =
                decided(ARRAYS).entrySet().stream()
                        .filter(line -> line.getValue().equals("moved"))
                        .map(Map.Entry::getKey)
                        .toList();
        assertThat(moved).hasSizeGreaterThan(5);
        assertThat(PublicTypes.calls())
                .filteredOn(call -> moved.contains(call.toString()))
                .hasSameSizeAs(moved)
                .allMatch(ArgumentsTest::saysZeroed);
    }

    private static boolean saysZeroed(PublicCall call) {
        Path file =
                PublicTypes.EXPORTED.stream()
                        .filter(found -> found.type() == call.type())
                        .findFirst()
                        .orElseThrow()
                        .file();
        String name = Pattern.quote(call.callable().getName());
        Function<String, Boolean> said =
                source ->
                        Pattern.compile(
                                        "/\\*\\*([^*]|\\*(?!/))*\\*/\\s+public static \\S+ "
                                                + name
                                                + "\\(")
                                .matcher(source)
                                .results()
                                .allMatch(found -> found.group().matches("(?s).*zeroe[sd].*"));
        try {
            return said.apply(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void requireDecided(String list, Map<String, String> found) throws IOException {
        List<String> lines =
                found.entrySet().stream()
                        .map(line -> line.getKey() + " | " + line.getValue())
                        .toList();
        assertThat(lines)
                .as("decide what is new in %s; its first lines say what the words mean", list)
                .containsExactlyElementsOf(
                        decided(list).entrySet().stream()
                                .map(line -> line.getKey() + " | " + line.getValue())
                                .toList());
    }

    private static Map<String, String> decided(String list) throws IOException {
        Map<String, String> decided = new TreeMap<>();
        for (String line : Files.readAllLines(PublicTypes.ROOT.resolve(list))) {
            if (!line.startsWith("#")) {
                String[] cells = line.split(" \\| ", 3);
                decided.put(cells[0], cells[1]);
            }
        }
        return decided;
    }
}
