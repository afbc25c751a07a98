package dev.keyhaul.core.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``              | not a JSON object",
                "`  `            | not a JSON object",
                "[]              | not a JSON object",
                "\"text\"        | not a JSON object",
                "null            | not a JSON object",
                "{} {}           | text after the JSON object (line 1",
                "{}x             | not valid JSON",
                "{               | not valid JSON",
                "{\"a\":1,}      | not valid JSON",
                "{\"a\"}         | not valid JSON",
                "{a:1}           | not valid JSON",
                "{'a':1}         | not valid JSON",
                "{\"a\":[1,]}    | not valid JSON",
                "{\"a\":NaN}     | not valid JSON",
                "{\"a\":01}      | not valid JSON",
                "{\"a\":+1}      | not valid JSON",
                "{\"a\":.5}      | not valid JSON",
                "{\"a\":0x10}    | not valid JSON",
                "{\"a\":tru}     | not valid JSON",
                "{\"a\":\"\\x\"} | not valid JSON",
                "{\"a\":\"\\u12\"} | not valid JSON",
                "{/* */}         | not valid JSON",
                "{} // end       | not valid JSON"
            })
    void parse_malformed_isRefused(String json, String message) {
        assertRefused(json.getBytes(UTF_8), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``              | not a JSON array",
                "{}              | not a JSON array",
                "null            | not a JSON array",
                "[1]             | not a JSON array that holds only objects",
                "[null]          | not a JSON array that holds only objects",
                "[{},[]]         | not a JSON array that holds only objects",
                "[] []           | text after the JSON array (line 1",
                "[{}             | not valid JSON",
                "[{},]           | not valid JSON",
                "[{\"a\":1,\"a\":1}] | not valid JSON"
            })
    void parseList_malformed_isRefused(String json, String message) {
        assertThatThrownBy(() -> JsonObject.parseList(json.getBytes(UTF_8)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void parseList_ofObjects_hasThemInOrder_andSaysWhereSomethingIsMissing()
            throws MalformedInputException {
        List<JsonObject> list = JsonObject.parseList("[{\"a\":1}, {}]".getBytes(UTF_8));

        assertThat(JsonObject.parseList("[]".getBytes(UTF_8))).isEmpty();
        assertThat(list).hasSize(2);
        assertThat(list.get(0).number("a")).isEqualTo(1);
        assertThatThrownBy(() -> list.get(1).number("a")).hasMessage("member [1].a is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"o\":{\"a\":1,\"b\":2,\"a\":null}}",
                "{\"l\":[{\"a\":1,\"a\":2}]}"
            })
    void parse_duplicateMember_isRefused(String json) {
        assertRefused(json.getBytes(UTF_8), "Duplicate");
    }

    @Test
    void parse_controlCharacterInAString_isRefused() {
        assertRefused("{\"a\":\"one\ntwo\"}".getBytes(UTF_8), "not valid JSON");
        assertRefused("{\"a\":\"\u001b[31m\"}".getBytes(UTF_8), "not valid JSON");
    }

    @Test
    void parse_malformed_saysLineAndColumn() {
        assertRefused("{\n  \"a\": 1,\n  \"b\": ?\n}".getBytes(UTF_8), "(line 3, column ");
    }

    @Test
    void parse_otherEncodings_areRefused() {
        assertRefused("\uFEFF{}".getBytes(UTF_8), "byte order mark");
        assertRefused("\uFEFF{}".getBytes(UTF_16LE), "byte order mark");
        assertRefused("{}".getBytes(UTF_16LE), "not valid JSON");
        assertRefused("{\"a\":\"ä\"}".getBytes(ISO_8859_1), "JSON is not UTF-8");
        // "/" in two bytes, and a surrogate in three: overlong and CESU-8 forms.
        assertRefused(new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"'}, "JSON is not UTF-8");
        assertRefused(
                new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
                "JSON is not UTF-8");
    }

    @Test
    void parse_depth_isBounded() throws MalformedInputException {
        int deepest = StrictJsonParser.MAX_DEPTH - 1;
        assertThat(JsonObject.parse(nested(deepest)).has("a")).isTrue();
        assertRefused(nested(deepest + 1), "not valid JSON");
        assertRefused("{\"a\":".repeat(500_000).getBytes(UTF_8), "not valid JSON");
    }

    @Test
    void parse_names_areBounded() throws MalformedInputException {
        String longest = "n".repeat(StrictJsonParser.MAX_NAME_CHARS);
        assertThat(JsonObject.parse(named(longest)).names()).containsExactly(longest);
        assertRefused(
                named(longest + "n"),
                "not valid JSON: Name length (1025) exceeds the maximum allowed (1024)");
    }

    private static byte[] named(String name) {
        return ("{\"" + name + "\":1}").getBytes(UTF_8);
    }

    @Test
    void parse_length_isBounded() throws MalformedInputException {
        byte[] longest = new byte[StrictJsonParser.MAX_LENGTH_BYTES];
        Arrays.fill(longest, (byte) ' ');
        longest[0] = '{';
        longest[1] = '}';
        assertThat(JsonObject.parse(longest).names()).isEmpty();
        assertRefused(Arrays.copyOf(longest, longest.length + 1), "at most 4194304 are allowed");
    }

    @Test
    void parse_numbers_areExact() throws MalformedInputException {
        JsonObject numbers =
                JsonObject.parse(
                        """
                        {"min": -9223372036854775808, "max": 9223372036854775807,
                         "big": 9223372036854775808, "fraction": 0.1, "exponent": 1e-400}
                        """
                                .getBytes(UTF_8));
        assertThat(numbers.number("min")).isEqualTo(Long.MIN_VALUE);
        assertThat(numbers.number("max")).isEqualTo(Long.MAX_VALUE);
        assertThat(numbers.value("big")).contains(new BigDecimal(BigInteger.ONE.shiftLeft(63)));
        assertThat(numbers.value("fraction")).contains(new BigDecimal("0.1"));
        assertThat(numbers.value("exponent")).contains(new BigDecimal("1E-400"));
        assertThat(JsonObject.parse(numbers.toUtf8())).isEqualTo(numbers);
    }

    @Test
    void parse_endlessNumbers_areRefused() {
        assertRefused(("{\"a\":" + "9".repeat(65) + "}").getBytes(UTF_8), "not valid JSON");
        assertRefused("{\"a\":1e99999999999}".getBytes(UTF_8), "not valid JSON");
    }

    @Test
    void parse_everyTruncation_isRefused() {
        byte[] whole =
                "{\"text\":\"ä\\u00e4\",\"list\":[1,2.5,true,null,{\"a\":{}}],\"n\":-1}"
                        .getBytes(UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "");
        }
    }

    private static byte[] nested(int arrays) {
        return ("{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}").getBytes(UTF_8);
    }

    private static void assertRefused(byte[] json, String message) {
        assertThatThrownBy(() -> JsonObject.parse(json))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(message);
    }
}
