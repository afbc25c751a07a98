package dev.keyhaul.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.fixture.JsonMutants;
import dev.keyhaul.core.json.JsonForm.Inline;
import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.json.JsonForm.Sparse;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonFormTest {
    private enum Colour {
        RED,
        GREEN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Point(int x, @Name("height") long y) {
        Point {
            if (x == 13) {
                throw new IllegalArgumentException("no point has 13");
            }
        }
    }

    private record Span(@Name("not_before") Instant from, @Name("not_after") Instant to) {}

    private record All(
            String shortText,
            boolean yes,
            @Inline Span span,
            Point point,
            Optional<Point> maybe,
            Optional<String> word,
            List<Point> points,
            Set<Colour> colours,
            Map<String, String> texts,
            @Sparse boolean rare,
            @Sparse List<String> notes,
            @Sparse Map<String, String> more) {}

    private static final JsonForm<All> FORM =
            JsonForm.of(
                            MethodHandles.lookup(),
                            All.class,
                            JsonValue.words(Colour.class, Colour::word))
                    .file("a test", "1.0.0", "take another file");

    private static final Instant TIME = Instant.parse("2026-03-01T09:00:00Z");

    private static All all() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("z", "first");
        texts.put("a", "second");
        return new All(
                "text",
                true,
                new Span(TIME, TIME.plusSeconds(1)),
                new Point(1, 2),
                Optional.of(new Point(3, 4)),
                Optional.of("w"),
                List.of(new Point(5, 6), new Point(7, 8)),
                new LinkedHashSet<>(List.of(Colour.GREEN, Colour.RED)),
                texts,
                true,
                List.of("n"),
                Map.of("k", "v"));
    }

    private static All least() {
        return new All(
                "",
                false,
                new Span(TIME, TIME),
                new Point(0, 0),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Set.of(),
                Map.of(),
                false,
                List.of(),
                Map.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String changed(String from, String to) {
        String file = FORM.write(all()).toCompactString();
        assertThat(file).contains(from);
        return file.replace(from, to);
    }

    private static void refused(String file, String message) {
        assertThatThrownBy(() -> FORM.parse(bytes(file)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage(message);
    }

    @Test
    void write_everyType_hasTheMembersInTheirOrder() {
        assertThat(FORM.write(all()).toCompactString())
                .isEqualTo(
                        """
                        {"schema_version":"1.0.0","kind":"a test","short_text":"text","yes":true,\
                        "not_before":"2026-03-01T09:00:00Z","not_after":"2026-03-01T09:00:01Z",\
                        "point":{"x":1,"height":2},"maybe":{"x":3,"height":4},"word":"w",\
                        "points":[{"x":5,"height":6},{"x":7,"height":8}],"colours":["red","green"],\
                        "texts":{"z":"first","a":"second"},"rare":true,"notes":["n"],\
                        "more":{"k":"v"}}""");
    }

    @Test
    void write_emptyOnes_leavesOutWhatMayBeAbsent() {
        assertThat(FORM.write(least()).toCompactString())
                .isEqualTo(
                        """
                        {"schema_version":"1.0.0","kind":"a test","short_text":"","yes":false,\
                        "not_before":"2026-03-01T09:00:00Z","not_after":"2026-03-01T09:00:00Z",\
                        "point":{"x":0,"height":0},"points":[],"colours":[],"texts":{}}""");
    }

    @Test
    void parse_whatWasWritten_isTheSame() throws Exception {
        for (All record : List.of(all(), least())) {
            assertThat(FORM.parse(FORM.toUtf8(record))).isEqualTo(record);
        }
        assertThat(FORM.parse(FORM.toUtf8(all())).texts().keySet()).containsExactly("z", "a");
    }

    @Test
    void parseCanonical_otherBytes_isRefused() throws Exception {
        byte[] file = FORM.toUtf8(all());
        assertThat(FORM.parseCanonical(file, Reason.JSON_FORM, "the test")).isEqualTo(all());
        assertThatThrownBy(
                        () ->
                                FORM.parseCanonical(
                                        FORM.write(all())
                                                .toCompactString()
                                                .getBytes(StandardCharsets.UTF_8),
                                        Reason.JSON_FORM,
                                        "the test"))
                .hasMessage("the test is not in canonical form");
    }

    @Test
    void parse_wrongMembers_namesThePlace() {
        refused(changed("{\"x\":7,", "{\"x\":7.5,"), "member points[1].x is not a whole number");
        refused(changed("{\"x\":7,", "{\"x\":4294967296,"), "member points[1].x: integer overflow");
        refused(
                changed("\"height\":8", "\"height\":9223372036854775808"),
                "member points[1].height is not a whole number");
        refused(changed("{\"x\":7,", "{"), "member points[1].x is missing");
        refused(changed("{\"x\":7,", "{\"y\":1,\"x\":7,"), "member points[1].y is unknown");
        refused(changed("{\"x\":7,", "{\"x\":13,"), "member points[1]: no point has 13");
        refused(changed("\"green\"", "\"blue\""), "member colours[1]: 'blue' is unknown");
        refused(changed("\"yes\":true", "\"yes\":1"), "member yes is not true or false");
        refused(changed("\"v\"", "[]"), "member more.k is not a string");
        refused(changed("[\"n\"]", "[null]"), "member notes[0] is missing");
        refused(
                changed("\"1.0.0\"", "\"2.0.0\""),
                "member schema_version is '2.0.0'; it must be '1.0.0'");
        refused(
                changed("\"a test\"", "\"another\""),
                "member kind is 'another'; it must be 'a test'");
    }

    @Test
    void parse_otherVersion_isSaidBeforeAnythingElse() {
        assertThatThrownBy(
                        () ->
                                FORM.parse(
                                        bytes(
                                                "{\"schema_version\":\"9\",\"kind\":\"a test\",\"x\":1}")))
                .isInstanceOfSatisfying(
                        MalformedInputException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.FORMAT_VERSION);
                            assertThat(e.hint()).contains("take another file");
                        });
    }

    @Test
    void parse_eachMemberWrongInTurn_isRefusedOrTheSame() throws Exception {
        byte[] file = FORM.toUtf8(all());
        assertThat(JsonMutants.of(file)).hasSizeGreaterThan(200);
        assertThat(
                        JsonMutants.accepted(
                                file, each -> FORM.parseCanonical(each, Reason.JSON_FORM, "it")))
                // What may be absent, and values of the same type.
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"))
                .containsOnlyKeys(
                        ".colours ListN[]",
                        ".maybe absent",
                        ".maybe.height Long-1099511627776",
                        ".more absent",
                        ".more.k long text",
                        ".more.unknown",
                        ".notes absent",
                        ".notes[0] long text",
                        ".point.height Long-1099511627776",
                        ".points ListN[]",
                        ".points[0].height Long-1099511627776",
                        ".rare absent",
                        ".short_text long text",
                        ".texts JsonObject{}",
                        ".texts.a absent",
                        ".texts.a long text",
                        ".texts.unknown",
                        ".texts.z absent",
                        ".texts.z long text",
                        ".word absent",
                        ".word long text");
    }

    @Test
    void members_ofAForm_areAllOfThem() {
        assertThat(FORM.members())
                .contains(
                        "kind: a test",
                        "points[].height: a whole number",
                        "not_before: a string",
                        "colours[]: one of red, green",
                        "maybe?.x: a whole number",
                        "more?: an object of strings");
    }

    private record Unknown(StringBuilder what) {}

    private record OfAnotherModule(Map<String, Integer> what) {}

    @Test
    void of_componentWithoutForm_isRefused() {
        for (Class<? extends Record> each : List.of(Unknown.class, OfAnotherModule.class)) {
            assertThatThrownBy(() -> JsonForm.of(MethodHandles.lookup(), each))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> JsonForm.of(MethodHandles.publicLookup(), Point.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private record Checked(String what) {}

    @Test
    void read_valueThatRefusesOtherwise_isNotSaidToBeMalformed() {
        JsonForm<Checked> form =
                JsonForm.of(
                        MethodHandles.lookup(),
                        Checked.class,
                        JsonValue.text(
                                String.class,
                                text -> text,
                                text -> {
                                    throw new dev.keyhaul.core.CheckFailedException(
                                            Reason.APPROVAL_INVALID, "no", "ask");
                                }));
        assertThatThrownBy(() -> form.parse(bytes("{\"what\":\"x\"}")))
                .isInstanceOf(dev.keyhaul.core.CheckFailedException.class)
                .isInstanceOf(KeyTransferException.class);
    }
}
