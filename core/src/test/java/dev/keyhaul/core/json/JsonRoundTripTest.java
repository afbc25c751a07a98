package dev.keyhaul.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.MalformedInputException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonRoundTripTest {
    @Property(tries = 300)
    void parse_ofWritten_isTheObject(@ForAll("objects") JsonObject object)
            throws MalformedInputException {
        assertThat(JsonObject.parse(object.toUtf8())).isEqualTo(object);
        assertThat(JsonObject.parse(object.toCompactString().getBytes(UTF_8))).isEqualTo(object);
    }

    @Property(tries = 300)
    void written_strings_holdNoControlCharacter(@ForAll String text) {
        String json = JsonObject.builder().put(text, text).build().toCompactString();
        assertThat(json.chars().anyMatch(Character::isISOControl)).isFalse();
        assertThat(json.chars().anyMatch(c -> Character.isSurrogate((char) c))).isFalse();
    }

    @Property(tries = 500)
    void parse_ofAnyBytes_givesAnObjectOrMalformedInput(@ForAll byte[] bytes) {
        try {
            assertThat(JsonObject.parse(bytes)).isNotNull();
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageContaining("JSON");
        }
    }

    @Example
    void written_terminalEscapes_areHarmless() throws MalformedInputException {
        String text = "\u001b[2J \u009b31m \u0007 \u007f \b \f \0 \" \\ / \r\n\t";
        String json = JsonObject.builder().put("a", text).build().toCompactString();
        assertThat(json)
                .isEqualTo(
                        "{\"a\":\"\\u001b[2J \\u009b31m \\u0007 \\u007f \\u0008 \\u000c \\u0000"
                                + " \\\" \\\\ / \\r\\n\\t\"}");
        assertThat(JsonObject.parse(json.getBytes(UTF_8)).string("a")).isEqualTo(text);
    }

    @Example
    void written_surrogates_comeBack() throws MalformedInputException {
        for (String text : List.of("😀", "\uD83D", "\uDE00\uD83D")) {
            JsonObject object = JsonObject.builder().put("a", text).build();
            assertThat(JsonObject.parse(object.toUtf8()).string("a")).isEqualTo(text);
        }
        assertThat(JsonObject.parse("{\"a\":\"😀\"}".getBytes(UTF_8)).string("a")).isEqualTo("😀");
    }

    @Provide
    Arbitrary<JsonObject> objects() {
        return objects(2);
    }

    private static Arbitrary<JsonObject> objects(int depth) {
        return Arbitraries.maps(Arbitraries.strings().ofMaxLength(8), values(depth))
                .ofMaxSize(5)
                .map(JsonRoundTripTest::object);
    }

    private static Arbitrary<Object> values(int depth) {
        Arbitrary<Object> leaves =
                Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(20).asGeneric(),
                        Arbitraries.longs().asGeneric(),
                        fractions().asGeneric(),
                        Arbitraries.of(true, false).asGeneric());
        return depth == 0
                ? leaves
                : Arbitraries.oneOf(
                        leaves,
                        objects(depth - 1).asGeneric(),
                        leaves.list().ofMaxSize(4).asGeneric());
    }

    /** A whole number comes back as a long. */
    private static Arbitrary<BigDecimal> fractions() {
        return Arbitraries.bigDecimals()
                .between(new BigDecimal("-1e30"), new BigDecimal("1e30"))
                .filter(number -> number.scale() > 0);
    }

    private static JsonObject object(Map<String, Object> members) {
        return new JsonObject(JsonPath.ROOT, new LinkedHashMap<>(members));
    }
}
