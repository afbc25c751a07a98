package dev.keyhaul.core.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    @Test
    void build_keepsTheOrder_andWritesItIndented() {
        JsonObject object =
                JsonObject.builder()
                        .put("z", "text")
                        .put("a", 7)
                        .put("yes", true)
                        .put("object", JsonObject.builder().put("inner", -1).build())
                        .put("list", List.of("one", "two"))
                        .put("map", Map.of("k", "v"))
                        .put("none", List.of())
                        .put("empty", JsonObject.builder().build())
                        .build();

        assertThat(object.names())
                .containsExactly("z", "a", "yes", "object", "list", "map", "none", "empty");
        assertThat(new String(object.toUtf8(), UTF_8))
                .isEqualTo(
                        """
                        {
                          "z": "text",
                          "a": 7,
                          "yes": true,
                          "object": {
                            "inner": -1
                          },
                          "list": [
                            "one",
                            "two"
                          ],
                          "map": {
                            "k": "v"
                          },
                          "none": [],
                          "empty": {}
                        }
                        """);
        assertThat(object)
                .hasToString(
                        "{\"z\":\"text\",\"a\":7,\"yes\":true,\"object\":{\"inner\":-1},"
                                + "\"list\":[\"one\",\"two\"],\"map\":{\"k\":\"v\"},"
                                + "\"none\":[],\"empty\":{}}");
    }

    @Test
    void builder_sameMemberTwice_isRefused() {
        JsonObject.Builder builder = JsonObject.builder().put("a", 1);
        assertThatThrownBy(() -> builder.put("a", 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void getters_ofAnotherType_nameThePath() throws MalformedInputException {
        JsonObject inner =
                JsonObject.parse(
                                """
                                {"outer": {"inner": {"text": "t", "number": 1.5, "list": [1]}}}
                                """
                                        .getBytes(UTF_8))
                        .object("outer")
                        .object("inner");

        assertMalformed(
                () -> inner.number("text"), "member outer.inner.text is not a whole number");
        assertMalformed(
                () -> inner.number("number"), "member outer.inner.number is not a whole number");
        assertMalformed(() -> inner.string("number"), "member outer.inner.number is not a string");
        assertMalformed(
                () -> inner.optionalString("list"), "member outer.inner.list is not a string");
        assertMalformed(
                () -> inner.strings("list"), "member outer.inner.list is not a list of strings");
        assertMalformed(
                () -> inner.objects("list"), "member outer.inner.list is not a list of objects");
        assertMalformed(() -> inner.bool("text"), "member outer.inner.text is not true or false");
        assertMalformed(() -> inner.object("text"), "member outer.inner.text is not an object");
        assertMalformed(
                () -> inner.optionalObject("text"), "member outer.inner.text is not an object");
        assertMalformed(() -> inner.string("absent"), "member outer.inner.absent is missing");
    }

    @Test
    void getters_inAListOfObjects_nameTheIndex() throws MalformedInputException {
        List<JsonObject> items =
                JsonObject.parse("{\"items\":[{},{\"a\":1}]}".getBytes(UTF_8)).objects("items");
        assertMalformed(() -> items.get(1).string("a"), "member items[1].a is not a string");
    }

    @Test
    void text_ofAnotherForm_isRefusedAtItsPlace_withTheHintOfTheForm()
            throws MalformedInputException {
        JsonObject item =
                JsonObject.parse("{\"items\":[{\"a\":\"b\"}]}".getBytes(UTF_8))
                        .objects("items")
                        .get(0);

        assertThat(item.parsed("a", String::length)).isEqualTo(1);
        assertThat(item.optional("a", String::length)).contains(1);
        assertThat(item.optional("absent", String::length)).isEmpty();
        assertMalformed(() -> item.parsed("absent", s -> s), "member items[0].absent is missing");
        assertThatThrownBy(
                        () ->
                                item.parsed(
                                        "a",
                                        text -> {
                                            throw new MalformedInputException(
                                                    Reason.VALUE_FORM, "no c", "write c");
                                        }))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("member items[0].a: no c")
                .satisfies(
                        e -> assertThat(((MalformedInputException) e).hint()).contains("write c"));
    }

    @Test
    void optional_absentOrNull_isEmpty() throws MalformedInputException {
        JsonObject object = JsonObject.parse("{\"null\":null}".getBytes(UTF_8));
        assertThat(object.optionalString("null")).isEmpty();
        assertThat(object.optionalObject("absent")).isEmpty();
        assertThat(object.value("null")).isEmpty();
        assertThat(object.has("null")).isFalse();
        assertThat(object.names()).containsExactly("null");
        assertMalformed(() -> object.string("null"), "member null is missing");
    }

    private static void assertMalformed(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(MalformedInputException.class).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "  {", "\n\t{}", "\ufeff{\"n\"", " \ufeff {"})
    void isMeant_whereItsFirstVisibleByteIsABrace(String text) {
        assertThat(JsonObject.isMeant(text.getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-----BEGIN {", "!{", "0\u0082\u0001\"{"})
    void isMeant_nothingElse(String text) {
        assertThat(JsonObject.isMeant(text.getBytes(ISO_8859_1))).isFalse();
    }
}
